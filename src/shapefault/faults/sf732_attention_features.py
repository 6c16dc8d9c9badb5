"""SF732: attention is built for another number of features.

What it is
    The last axis of the query must be ``embed_dim`` (``d_model``), that of key and value too, or ``kdim`` and
    ``vdim`` where they are given.

Why it happens
    The width of the embedding was changed in one place only; keys come from another encoder with its own width.

Not this fault
    The width is right and the heads do not divide it: see SF734.

See also
    torch.nn.MultiheadAttention (kdim, vdim)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import is_layer, operand_sizes
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import argument, set_argument
from shapefault.faults.rewrite.layers.names import other_names
from shapefault.faults.rewrite.layers.sequence import builders, feature_owner
from shapefault.faults.rewrite.shapes import meta, permutations, structural, turns
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace
from shapefault.source.retarget import retarget


class AttentionFeatures(Fault):
    """``embed_dim`` is not what arrives."""

    code = "SF732"
    name = "attention-features"
    title = "attention is built for another number of features"
    ops = (
        "multi_head_attention", "transformer", "transformer_encoder_layer", "transformer_decoder_layer",
        "scaled_dot_product_attention",
    )  # fmt: skip
    rule = "E = embed_dim"
    example = """
        words = torch.rand(8, 20, 96)
        attention = nn.MultiheadAttention(64, 4, batch_first=True)
        attention(words, words, words)
    """
    fixed = """
        words = torch.rand(8, 20, 96)
        attention = nn.MultiheadAttention(96, 4, batch_first=True)
        attention(words, words, words)
    """
    expected = """
        error[SF732]: multi_head_attention got 96 features, it takes 64
    """
    near_misses = ("nn.MultiheadAttention(64, 4)(*[torch.rand(8, 20, 64)] * 3)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The features of a sequence differ."""
        broken = mismatch.broken
        if broken is None or broken.kind != "features" or broken.got_value is None or broken.want_value is None:
            return None
        return Cause(
            f"{mismatch.op} got {broken.got_value} features, it takes {broken.want_value}",
            None,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, broken.operand),
            data={"role": broken.operand, "got": broken.got_value, "want": broken.want_value},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """``kdim`` and ``vdim``, the layer's width, what gives the features, the order of the axes."""
        role, got, want = cause.data["role"], cause.data["got"], cause.data["want"]
        shape = mismatch.operands[role].shape
        found = builders(trace, mismatch.layer) if mismatch.layer is not None else []
        if role in ("key", "value") and found and is_layer(found[0][0], "MultiheadAttention"):
            yield from _other_width(mismatch, found[0][1], got, want)
        for layer, call in found[:2]:
            yield from _width(trace, layer, call, want, got, 0.72 if role in ("query", "src", "tgt") else 0.5)
        owner = feature_owner(trace, mismatch, role)
        if owner is not None:
            yield from other_names(trace, owner[0], owner[1], got, want, 0.74)
            yield from set_argument(trace, owner[0], owner[1], got, want, 0.7)
        given = _as_given(mismatch)
        turned = turns(given.operands[role].shape, -1, want, 0.84)
        yield from structural(trace, given, role, turned, stage=Stage.RESHAPE, definition=0.0)
        swap = want in shape[:-1]
        yield from structural(
            trace, mismatch, role, permutations(len(shape), 0.72 if swap else 0.4), stage=Stage.RESHAPE, limit=6
        )


def _as_given(mismatch: Mismatch) -> Mismatch:
    """The operands as the program hands them to an attention that is ``batch_first``: inside, time comes first."""
    if not getattr(mismatch.layer, "batch_first", False):
        return mismatch
    operands, tensors, made = {}, {}, dict[int, Any]()
    for role, operand in mismatch.operands.items():
        order = (1, 0, *range(2, len(operand.shape))) if len(operand.shape) > 2 else tuple(range(len(operand.shape)))
        shape = tuple(operand.shape[axis] for axis in order)
        operands[role] = replace(operand, shape=shape, axes=tuple(operand.axes[axis] for axis in order if operand.axes))
        inside = mismatch.tensor(role)
        tensors[role] = made.setdefault(id(inside), meta(shape, inside))
    return replace(mismatch, operands=operands, record=None, _tensors=tensors)


def _other_width(mismatch: Mismatch, call: CallPlace, got: int, want: int) -> Iterator[Fix]:
    value = mismatch.shape("value")
    edits = [set_keyword(call, "kdim", str(got))]
    if value is not None and value[-1] != want:
        first = edits[0]
        if first.content.startswith(", "):
            edits = [type(first)(first.span, f"{first.content}, vdim={value[-1]}")]
        else:
            edits.append(set_keyword(call, "vdim", str(value[-1])))
    yield fix(
        f"tell the attention that keys have {got} features",
        edits,
        0.8,
        stage=Stage.LAYER_CONFIG,
        why=f"keys and values have {got} features, the query {want}",
    )


def _width(trace: Trace, layer: Any, call: CallPlace, old: int, new: int, prior: float) -> Iterator[Fix]:
    for name in ("embed_dim", "d_model"):
        node = argument(call, layer, name)
        if node is None:
            continue
        for target in retarget(bench_of(trace).resolver, call.source, node, old, new)[:4]:
            yield fix(
                f"build {type(layer).__name__} for {new} features",
                target.edits,
                prior - 0.02 * min(target.hops, 4),
                stage=Stage.LAYER_CONFIG,
                why=f"it is built for {old} features, {new} arrive",
            )
