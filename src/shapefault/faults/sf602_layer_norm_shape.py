"""SF602: a layer norm is built for another last axis.

What it is
    ``LayerNorm(F)`` normalises the last axis (or as many last axes as it was given); its size is not that number.

Why it happens
    A feature map (N, C, H, W) or (N, C, L) has its channels on axis 1, ``LayerNorm(C)`` reads the last axis. Else the
    number belongs to another width, image size or sequence length.

Not this fault
    Batch norm, which reads axis 1: see SF601.

See also
    torch.nn.LayerNorm, torch.nn.GroupNorm
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import last_dim_owner, layer_name, operand_sizes, want_label
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.layers.around import around, detours
from shapefault.faults.rewrite.layers.constructor import argument, constructor, set_argument
from shapefault.faults.rewrite.layers.meet import image_sizes
from shapefault.faults.rewrite.layers.names import other_names
from shapefault.faults.rewrite.layers.siblings import sibling_layers
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Edit, Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.project import CallPlace
from shapefault.source.retarget import retarget


class LayerNormShape(Fault):
    """``normalized_shape`` is not what stands last."""

    code = "SF602"
    name = "layer-norm-shape"
    title = "a layer norm is built for another last axis"
    ops = ("layer_norm", "rms_norm")
    rule = "input.shape[−1] = normalized_shape[−1]"
    example = """
        x = torch.rand(8, 20, 64)
        norm = nn.LayerNorm(128)
        norm(x)
    """
    fixed = """
        x = torch.rand(8, 20, 64)
        norm = nn.LayerNorm(64)
        norm(x)
    """
    expected = """
        error[SF602]: layer_norm got (64) as last sizes, it is built for (128)
    """
    near_misses = ("nn.LayerNorm(64)(torch.rand(8, 20, 64))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The trailing sizes differ from ``normalized_shape``."""
        broken, shape = mismatch.broken, mismatch.shape("input")
        given = mismatch.params.get("normalized_shape", getattr(mismatch.layer, "normalized_shape", None))
        if broken is None or shape is None or given is None or broken.kind not in ("features", "rank"):
            return None
        wanted = (int(given),) if isinstance(given, int) else tuple(int(g) for g in given)
        got = shape[-len(wanted) :]
        if got == wanted:
            return None
        channels = len(shape) >= 3 and wanted == (shape[1],) and last_dim_owner(trace, mismatch, "input", -1) is None
        return Cause(
            f"{mismatch.op} got {shape_text(got)} as last sizes, it is built for {shape_text(wanted)}",
            Stage.LAYER_CONFIG,
            None,
            (MathLine("last sizes = normalized_shape", shape_text(got), shape_text(wanted)),),
            want_label(mismatch, "normalized_shape", f"takes {shape_text(wanted)}"),
            notes=("channels stand on axis 1: a layer norm reads the last axis",) if channels else (),
            confidence=0.8,
            primary_label=operand_sizes(mismatch, "input"),
            data={"got": got, "want": wanted, "channels": channels},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Channels that stand on axis 1; the number, where the program has it; the layer before."""
        got, want, channels = cause.data["got"], cause.data["want"], cause.data["channels"]
        shape = mismatch.operands["input"].shape
        name = layer_name(trace, mismatch)
        if channels:
            why = f"{name} reads the last axis ({got[-1]}), the {want[-1]} channels are on axis 1"
            yield from around(trace, detours(len(shape)), 0.82, why=why, applicability="safe")
            yield from self._group_norm(mismatch, name, 0.72, why)
        yield from sibling_layers(trace, 0.74)
        why = f"{name} is built for {shape_text(want)}, {shape_text(got)} arrives"
        yield from self._number(mismatch, trace, got, want, 0.42 if channels else 0.74, why)
        if len(want) == 1:
            named = 0.3 if channels else 0.76
            yield from other_names(trace, mismatch.layer, "normalized_shape", want[0], got[0], named)
            owner = last_dim_owner(trace, mismatch, "input", -1)
            if owner is not None:
                told = f"gives {got[0]} features, {name} takes {want[0]}"
                yield from set_argument(trace, owner[0], owner[1], got[0], want[0], 0.64, why=told)
        else:
            yield from image_sizes(trace, 0.62)
        if len(want) == 1 and want[0] in shape:
            order = [Template(f"{{}}.transpose({shape.index(want[0])}, -1)", 0.5, "put the features last", why)]
            yield from structural(trace, mismatch, "input", order, stage=Stage.RESHAPE, limit=3)

    def _number(
        self, mismatch: Mismatch, trace: Trace, got: Shape, want: Shape, prior: float, why: str
    ) -> Iterator[Fix]:
        call = constructor(mismatch.layer) if mismatch.layer is not None else None
        if call is None:
            return
        node = argument(call, mismatch.layer, "normalized_shape")
        if node is None:
            return
        elements = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
        if len(elements) != len(want):
            text = str(got[0]) if len(got) == 1 else str(tuple(got))
            yield fix(f"give normalized_shape={text}", Edit(call.source.span(node), text), prior, why=why)
            return
        if len(want) == 1:
            layer = mismatch.layer
            yield from set_argument(trace, layer, "normalized_shape", want[0], got[0], prior, far=0.02, why=why)
            return
        yield from _each(trace, call, list(elements), got, want, prior, why)

    def _group_norm(self, mismatch: Mismatch, name: str, prior: float, why: str) -> Iterator[Fix]:
        """``GroupNorm(1, C)`` takes a map as it is."""
        call = constructor(mismatch.layer) if mismatch.layer is not None else None
        if call is None or not isinstance(call.node.func, ast.Attribute) or call.node.func.attr != "LayerNorm":
            return
        node = argument(call, mismatch.layer, "normalized_shape")
        if node is None or len(call.node.args) + len(call.node.keywords) != 1:
            return
        span = call.source.span(call.node.func)
        text = f"{span.text[: -len('LayerNorm')]}GroupNorm(1, {call.source.span(node).text})"
        yield fix(
            f"normalise {name} over all channels of the map",
            Edit(call.span, text),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=why,
        )


def _each(
    trace: Trace, call: CallPlace, nodes: list[ast.expr], got: Shape, want: Shape, prior: float, why: str
) -> Iterator[Fix]:
    """Every entry of a tuple in its own place, all in one edit."""
    edits: list[Edit] = []
    for node, new, old in zip(nodes, got, want, strict=True):
        if new == old:
            continue
        targets = retarget(bench_of(trace).resolver, call.source, node, old, new)
        edits += targets[0].edits if targets else (Edit(call.source.span(node), str(new)),)
    unique = tuple(dict.fromkeys(edits))
    if unique:
        yield fix("give the norm the sizes that arrive", unique, prior, stage=Stage.LAYER_CONFIG, why=why)
    written = tuple(
        Edit(call.source.span(node), str(new)) for node, new, old in zip(nodes, got, want, strict=True) if new != old
    )
    if written != unique:
        title = "write the sizes that arrive where the norm is built"
        yield fix(title, written, prior - 0.06, stage=Stage.LAYER_CONFIG, why=why)
