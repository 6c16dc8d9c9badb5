"""A layer of sequences that was not told ``batch_first=True``: it runs, over the samples, and another one notices."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import says, set_keyword
from shapefault.faults.rewrite.layers.sequence import LAYOUT
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace

_LAYERS = ("LSTM", "GRU", "RNN", "TransformerEncoderLayer", "TransformerDecoderLayer", "MultiheadAttention")
_OTHERS = ("pad_sequence", "pack_padded_sequence", "pad_packed_sequence")
_MOST = 4
_ALONE = 0.2
"""What is taken off where nothing in the program says it."""


def unsaid_layout(trace: Trace, prior: float) -> Iterator[Fix]:
    """The keyword for each layer that lacks it; the evidence is that the program says it elsewhere."""
    calls = bench_of(trace).project.calls
    layers = [call for name in _LAYERS for call in calls.get(name, [])]
    said = any(says(call.node, LAYOUT) for call in [*layers, *(c for name in _OTHERS for c in calls.get(name, []))])
    lacking = [call for call in layers if all(keyword.arg not in (LAYOUT, None) for keyword in call.node.keywords)]
    for call in lacking[:_MOST]:
        name = call.source.span(call.node.func).text
        yield fix(
            f"build {name} with {LAYOUT}=True", set_keyword(call, LAYOUT, "True"), prior - (0.0 if said else _ALONE),
            stage=Stage.LAYER_CONFIG, why=f"{name} reads the first axis as time, the batch may be there",
        )  # fmt: skip
