"""Requirements of a library layer from its class and attributes, for layers that check before any op runs.

``nn.LSTM``, ``nn.BatchNorm2d`` and others raise in Python, so no failing op is seen; and a layer's weights
follow from its constructor's arguments. Source: https://docs.pytorch.org/docs/stable/nn.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shapefault.model import Shape
from shapefault.ops.base import Params, Requirement, nth, rank_in
from shapefault.ops.registry import canonical, spec

# The ranks that a normalisation layer of this many spatial axes takes; the op itself takes more.
_BATCH_RANKS = {1: (2, 3), 2: (4,), 3: (5,)}
_INSTANCE_RANKS = {1: (2, 3), 2: (3, 4), 3: (4, 5)}
_NORM = re.compile(r"(?:Lazy)?(Batch|Instance)Norm([123])d$")
_CONV = re.compile(r"(?:Lazy)?Conv(Transpose)?([123])d$")


def check_layer(
    class_name: str, operands: Mapping[str, Shape], attributes: Mapping[str, Any]
) -> tuple[Requirement, ...]:
    """What a layer asks of its inputs: ``operands`` by ``forward``'s argument names, most basic first."""
    found = spec(canonical(class_name))
    if found is None:
        return ()
    try:
        ranks = _layer_ranks(class_name)
        if ranks is not None:
            rank = rank_in(operands, "input", ranks)
            if not rank.holds:
                return (rank,)
        return found.check({**operands, **_weights(class_name, attributes)}, _params(class_name, attributes))
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return ()


def _layer_ranks(class_name: str) -> tuple[int, ...] | None:
    match = _NORM.match(class_name)
    if match is None:
        return None
    return (_BATCH_RANKS if match[1] == "Batch" else _INSTANCE_RANKS)[int(match[2])]


def _weights(class_name: str, attributes: Params) -> dict[str, Shape]:
    """The shapes of the parameters that the attributes imply, by the op's roles."""
    conv = _CONV.match(class_name)
    if conv is not None:
        dims, groups = int(conv[2]), int(attributes.get("groups", 1))
        kernel = tuple(nth(attributes["kernel_size"], i) for i in range(dims))
        inward, outward = int(attributes["in_channels"]), int(attributes["out_channels"])
        return {"weight": (inward, outward // groups, *kernel) if conv[1] else (outward, inward // groups, *kernel)}
    if class_name == "Linear":
        return {"weight": (int(attributes["out_features"]), int(attributes["in_features"]))}
    if class_name in ("Embedding", "EmbeddingBag"):
        return {"weight": (int(attributes["num_embeddings"]), int(attributes["embedding_dim"]))}
    # An instance norm without parameters or statistics takes any channel count, with a warning.
    fixed = "Batch" in class_name or attributes.get("affine") or attributes.get("track_running_stats")
    if class_name.startswith(("BatchNorm", "SyncBatchNorm", "InstanceNorm")) and fixed:
        return {"running_mean": (int(attributes["num_features"]),)}
    if class_name == "GroupNorm" and attributes.get("num_channels"):
        return {"weight": (int(attributes["num_channels"]),)}
    return {}


def _params(class_name: str, attributes: Params) -> dict[str, Any]:
    """The attributes without those that stand for a size computed at the call."""
    dropped = {"output_padding"} if class_name.startswith("Conv") and "Transpose" not in class_name else set()
    return {name: value for name, value in attributes.items() if name not in dropped}
