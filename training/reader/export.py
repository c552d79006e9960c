"""Writes the trained network as what the package ships: an int8 ONNX file, the small heads, and the tokenizer."""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from dateline.understand.encoder.labels import PAIRS, TAGS
from training.reader.encoder import HEADS, WIDTH, Layer, model_folder
from training.reader.network import Network

# Outputs for each piece, in this order; the names are those that ``dateline.understand.encoder`` reads.
PER_PIECE = (
    *(f"tags.{group}" for group in TAGS),
    "quad",
    "auxiliaries",
    "modes",
    "kinds",
)
# Layers that are asked of few pieces, and so are no part of the graph.
_SMALL = (
    *(f"{name}.{part}" for name in PAIRS for part in ("word", "first", "last", "out")),
    "marks",
    "root",
    "plv",
)


class Exported(nn.Module):
    """The encoder for one window without padding, and all linear heads of each piece as one matrix."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        parts = [network.get_submodule(name) for name in PER_PIECE]
        self.widths = [int(part.weight.shape[0]) for part in parts]  # type: ignore[arg-type, union-attr, index]
        self.heads = nn.Linear(WIDTH, sum(self.widths))
        with torch.no_grad():
            self.heads.weight.copy_(torch.cat([part.weight for part in parts]))  # type: ignore[misc]
            self.heads.bias.copy_(torch.cat([part.bias for part in parts]))  # type: ignore[misc]

    def forward(self, words: Tensor, cases: Tensor) -> tuple[Tensor, Tensor]:
        """``words`` and ``cases`` [1, pieces] in; what the heads give and the vectors out, one row a piece."""
        encoder = self.network.encoder
        places = torch.arange(words.shape[1])
        hidden = encoder.words(words) + encoder.places(places)[None] + encoder.cases(cases)
        hidden = encoder.norm(hidden)
        for layer in encoder.layers:
            hidden = _layer(layer, hidden)  # type: ignore[arg-type]
        return self.heads(hidden)[0], hidden[0]


def _layer(layer: Layer, hidden: Tensor) -> Tensor:
    """A layer without mask and dropout, its attention written out so that the graph is plain.

    Queries, keys and values are turned once, together: turned each alone they take a fiftieth of the run more.
    """
    size = WIDTH // HEADS
    turned = layer.query_key_value(hidden).view(-1, 3 * HEADS, size).transpose(0, 1)
    query, key, value = turned.split(HEADS)
    shares = torch.softmax(query @ key.transpose(1, 2) / size**0.5, dim=-1)
    mixed = (shares @ value).transpose(0, 1).reshape(1, -1, WIDTH)
    hidden = layer.attended_norm(hidden + layer.attended(mixed))
    output: Tensor = layer.output_norm(hidden + layer.narrow(functional.gelu(layer.wide(hidden))))
    return output


def export(network: Network, folder: Path) -> None:
    """Write ``reader.onnx``, ``reader.npz`` and ``reader.tokenizer.json`` into ``folder``.

    The weights are quantised to seven bits in eight, channel by channel: the processors that multiply bytes
    without VNNI add them up in 16 bits, and would overflow with eight, so that results would differ.
    """
    network = copy.deepcopy(network).cpu().eval()
    exported = Exported(network).eval()
    words = torch.randint(1000, 20000, (1, 24))
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "plain.onnx"
        with torch.no_grad():
            torch.onnx.export(
                exported,
                (words, torch.zeros_like(words)),
                str(plain),
                input_names=["words", "cases"],
                output_names=["heads", "hidden"],
                dynamic_axes={
                    "words": {1: "pieces"},
                    "cases": {1: "pieces"},
                    "heads": {0: "pieces"},
                    "hidden": {0: "pieces"},
                },
                opset_version=17,
                dynamo=False,
            )
        quantize_dynamic(
            plain,
            folder / "reader.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=_head_nodes(plain),
        )
    small = {
        f"{name}.{part}": getattr(network.get_submodule(name), part).detach().numpy().astype(np.float32)
        for name in _SMALL
        for part in ("weight", "bias")
        if getattr(network.get_submodule(name), part) is not None
    }
    widths = np.array(exported.widths, dtype=np.int64)
    np.savez_compressed(folder / "reader.npz", names=np.array(PER_PIECE), widths=widths, **small)
    shutil.copy(model_folder() / "tokenizer.json", folder / "reader.tokenizer.json")


def _head_nodes(path: Path) -> list[str]:
    """The product that the heads are: kept as floats, as it decides and costs little."""
    graph = onnx.load(path).graph
    return [node.name for node in graph.node if node.op_type in ("MatMul", "Gemm") and "/heads/" in node.name]
