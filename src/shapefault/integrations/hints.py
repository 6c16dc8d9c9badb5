"""What a shape message makes likely: faults and places to look at, judged by its numbers alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapefault.integrations.hint_words import BY_KIND, BY_OP
from shapefault.ops.messages import ParsedMessage


@dataclass(frozen=True)
class Hint:
    """One thing to look at, and the name of the fault whose page says more about it."""

    text: str
    fault: str | None = None


def hints(message: ParsedMessage) -> list[Hint]:
    """What to look at, most likely first."""
    by_numbers = {
        "channels": _channels,
        "features": _features,
        "numel": _numel,
        "target": _target,
        "batch": _batch,
        "rank": _rank,
        "broadcast": _broadcast,
        "stack": _stack,
        "axis": _axis,
    }.get(message.kind)
    found = by_numbers(message) if by_numbers else []
    known = (*BY_OP.get((message.kind, message.op), ()), *BY_KIND.get(message.kind, ()))
    return found + [Hint(text, fault) for fault, text in known]


_NORMS = {
    "batch_norm": "batch-norm-features",
    "instance_norm": "batch-norm-features",
    "group_norm": "group-norm-channels",
}


def _channels(message: ParsedMessage) -> list[Hint]:
    numbers, shape = message.numbers, message.shapes.get("input", ())
    got, want = numbers.get("got"), numbers.get("want")
    if not message.op.startswith("conv"):
        return [
            Hint(
                "the layer before and the channels that this one is built for: they must agree", _NORMS.get(message.op)
            )
        ]
    found = []
    if len(shape) > 2 and want in shape[2:]:
        axis = shape.index(want, 2)
        text = f"axis {axis} has the {want} that the layer wants: channels last (N H W C)? permute(0, 3, 1, 2)"
        if shape[0] == 1 and axis == 2:
            text = f"a tensor {list(shape[1:])} was read as one image without N: an axis is missing or flattened"
            found.append(Hint(text, "conv-rank"))
        else:
            found.append(Hint(text + " moves them, reshape does not", "channels-not-on-axis-1"))
    if (got, want) in ((1, 3), (3, 1), (4, 3), (3, 4), (2, 3), (4, 1)):
        words = {1: "grey", 2: "grey with alpha", 3: "RGB", 4: "RGBA"}
        text = f"{words[got or 0]} images in a model for {words[want or 0]}: convert where they are read"
        found.append(Hint(text + f", or in_channels={got}", "channel-count"))
    else:
        found.append(
            Hint(f"in_channels={want}: is it out_channels of the layer before, which is {got}?", "channel-count")
        )
    return found


def _features(message: ParsedMessage) -> list[Hint]:
    if message.op == "layer_norm":
        text = "normalized_shape is the last axis: C only in N L C; a map N C H W needs C last, or GroupNorm"
        return [Hint(text, "layer-norm-shape")]
    if not {"mat1", "mat2"} <= message.shapes.keys():
        return []
    rows, got = message.shapes["mat1"][:2]
    want = message.shapes["mat2"][0]
    found = []
    maps = _same_channels(got, want)
    if maps:
        channels, side, wanted = maps
        found.append(
            Hint(
                f"{got} = {channels}·{side}·{side} and {want} = {channels}·{wanted}·{wanted}: maps of {side}×{side} "
                f"where {wanted}×{wanted} were meant: another image size, stride, padding or pooling",
                "linear-features",
            )
        )
    if want > got > 0 and want % got == 0 and rows % (want // got) == 0:
        samples = rows // (want // got)
        found.append(
            Hint(
                f"{rows}·{got} = {samples}·{want}: a map that was never flattened? "
                f"flatten(1) would give {samples}×{want}",
                "never-flattened",
            )
        )
    if rows == 1 and got > want and got % want == 0:
        found.append(
            Hint(
                f"{got} = {got // want}·{want}: was the batch ({got // want}) flattened in? keep axis 0",
                "linear-features",
            )
        )
    if not maps and got > want and got % want == 0 and _root(got // want):
        side = _root(got // want)
        found.append(
            Hint(
                f"{got} = {want}·{side}·{side}: maps of {side}×{side} where 1×1 was meant (global pooling?)",
                "linear-features",
            )
        )
    found.append(Hint(f"in_features={want}: what feeds this layer gives {got}", "linear-features"))
    return found


def _same_channels(got: int, want: int) -> tuple[int, int, int] | None:
    """C and the sides of two square maps that flatten to ``got`` and ``want``, most channels first."""
    if min(got, want) <= 0:
        return None
    common = math.gcd(got, want)
    for channels in sorted((d for d in range(1, min(common, 8192) + 1) if common % d == 0), reverse=True):
        side, wanted = _root(got // channels), _root(want // channels)
        if side and wanted and channels >= 8 and max(side, wanted) <= 512:
            return channels, side, wanted
    return None


def _root(number: int) -> int:
    """The whole square root, or 0."""
    root = math.isqrt(number) if number > 0 else 0
    return root if root * root == number else 0


def _numel(message: ParsedMessage) -> list[Hint]:
    shape, numel = message.shapes.get("shape"), message.numbers.get("numel")
    if not shape or not numel:
        return []
    rest = math.prod(size for size in shape[1:] if size > 0)
    fault = "numpy-reshape" if message.op.startswith("numpy") else "reshape-numel"
    found = []
    if shape[0] > 0 and -1 not in shape and rest and numel % rest == 0:
        found.append(
            Hint(
                f"{numel} / {rest} = {numel // rest}, not {shape[0]}: does a constant stand for the batch? "
                f"the last batch may be smaller; write -1 or x.size(0)",
                fault,
            )
        )
    else:
        found.append(
            Hint(
                f"{rest} is what the author expected of a sample; another image size gives another number",
                fault,
            )
        )
    return found


def _target(message: ParsedMessage) -> list[Hint]:
    target, given = message.shapes.get("target"), message.shapes.get("input")
    if message.op == "cross_entropy" and ((target and len(target) == 4) or message.numbers.get("got") == 4):
        text = "a mask is N×H×W of class numbers: squeeze(1), or read it as numbers (mode L or P), not as RGB"
        return [Hint(text, "segmentation-targets")]
    if target is None or given is None:
        return []
    if given == (*target, 1) or target == (*given, 1):
        return [
            Hint("one has a last axis of 1 that the other lacks: squeeze(1) there, or unsqueeze(1) here", "loss-sizes")
        ]
    if len(given) == len(target) + 1 and given[0] == target[0]:
        return [
            Hint("targets are class numbers, the loss wants one value a class: one-hot, or cross_entropy", "loss-sizes")
        ]
    if len(given) == len(target) == 4 and target[1] == 1:
        return [Hint("masks have a channel axis: target.squeeze(1)", "segmentation-targets")]
    return []


def _batch(message: ParsedMessage) -> list[Hint]:
    got, want = message.numbers.get("got", 0), message.numbers.get("want", 0)
    if message.op != "cross_entropy" or not got or not want:
        return []
    if got > want and got % want == 0:
        text = f"{got} = {got // want}·{want}: a view(-1, …) before the loss spread each sample over {got // want} rows"
        return [Hint(text, "class-targets")]
    return []


def _rank(message: ParsedMessage) -> list[Hint]:
    shape = message.shapes.get("input", ())
    batched = message.numbers.get("batched")
    if message.op == "norm":
        return [Hint("BatchNorm1d, 2d and 3d differ in the axes they take: choose the one of the input", "norm-rank")]
    if "pool" in message.op:
        return [Hint("an axis is missing or one too many: flattened too early, or a single sample", "conv-rank")]
    if not shape or batched is None:
        return []
    if len(shape) > batched:
        return [
            Hint(
                f"{len(shape) - batched} axis too many: an unsqueeze or a second batching (views, frames)?", "conv-rank"
            )
        ]
    return [
        Hint("an axis is missing: flattened too early, indexed away, or never batched (unsqueeze(0))?", "conv-rank")
    ]


def _broadcast(message: ParsedMessage) -> list[Hint]:
    output, result = message.shapes.get("output"), message.shapes.get("result")
    if output and result and len(output) == len(result) == 3 and output[0] == 1 and output[1:] == result[1:]:
        return [
            Hint(
                f"a grey image in T.Normalize with {result[0]} means: convert to RGB, or give one mean",
                "normalize-channels",
            )
        ]
    return []


def _axis(message: ParsedMessage) -> list[Hint]:
    if message.op != "permute" or not message.numbers:
        return []
    rank, got = message.numbers["rank"], message.numbers["got"]
    return [
        Hint(f"the permutation names {got} axes, the tensor has {rank}: is it a sample or a batch?", "permute-rank")
    ]


def _stack(message: ParsedMessage) -> list[Hint]:
    first, other = message.shapes.get("first", ()), message.shapes.get("other", ())
    sizes = Hint(
        "images of a batch differ in size: Resize((H, W)), not Resize(int), or crop or pad them", "collate-sizes"
    )
    modes = Hint("images of a batch differ in channels: convert('RGB') where they are opened", "collate-channels")
    if len(first) == len(other) == 3:
        return [modes if first[1:] == other[1:] else sizes]
    if first and len(first) == len(other) <= 2:
        return [Hint("sequences of a batch differ in length: a collate_fn that pads them", "collate-lengths")]
    return [sizes, modes] if message.op == "collate" else []
