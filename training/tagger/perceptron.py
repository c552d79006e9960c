"""The averaged perceptron that the tagger's weights come from (Collins 2002)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class AveragedPerceptron:
    """A multi-class perceptron over named binary features, with lazily kept sums for the average."""

    def __init__(self, rate: float = 1.0) -> None:
        self.rate = rate
        self.weights: dict[str, dict[str, float]] = {}
        self._sums: dict[str, dict[str, float]] = {}
        self._stamps: dict[str, dict[str, int]] = {}
        self.step = 0

    def best(self, features: Sequence[str], allowed: Sequence[str]) -> str:
        """The tag of the highest score; of ``allowed`` if that is not empty."""
        scores: dict[str, float] = {}
        for feature in features:
            for tag, weight in self.weights.get(feature, {}).items():
                scores[tag] = scores.get(tag, 0.0) + weight
        if allowed:
            return max(allowed, key=lambda tag: scores.get(tag, 0.0))
        return max(scores, key=lambda tag: (scores[tag], tag)) if scores else "NN"

    def update(self, truth: str, guess: str, features: Sequence[str]) -> None:
        """Count a decision, and learn from it if it was wrong."""
        self.step += 1
        if truth == guess:
            return
        for feature in features:
            self._add(feature, truth, self.rate)
            self._add(feature, guess, -self.rate)

    def _add(self, feature: str, tag: str, by: float) -> None:
        weights = self.weights.setdefault(feature, {})
        sums = self._sums.setdefault(feature, {})
        stamps = self._stamps.setdefault(feature, {})
        weight = weights.get(tag, 0.0)
        sums[tag] = sums.get(tag, 0.0) + (self.step - stamps.get(tag, 0)) * weight
        stamps[tag] = self.step
        weights[tag] = weight + by

    def averaged(self) -> dict[str, dict[str, float]]:
        """The mean of the weights over all steps."""
        result: dict[str, dict[str, float]] = {}
        for feature, weights in self.weights.items():
            sums, stamps = self._sums.get(feature, {}), self._stamps.get(feature, {})
            means = {
                tag: (sums.get(tag, 0.0) + (self.step - stamps.get(tag, 0)) * weight) / max(self.step, 1)
                for tag, weight in weights.items()
            }
            kept = {tag: mean for tag, mean in means.items() if mean}
            if kept:
                result[feature] = kept
        return result

    @staticmethod
    def resume(weights: Mapping[str, Mapping[str, float]], rate: float) -> AveragedPerceptron:
        """A perceptron that goes on from given weights, by smaller steps."""
        model = AveragedPerceptron(rate)
        model.weights = {feature: dict(tags) for feature, tags in weights.items()}
        return model
