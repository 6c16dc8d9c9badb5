"""``cat`` and ``stack`` as the program writes them: another axis, the other function, a tensor made fit to join."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import before_bracket, bench_of, fix, wrapped
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.faults.rewrite.samples.sources import per_sample
from shapefault.faults.rewrite.shapes import Template, flattens, root_structural, squeezes, structural, unsqueezes
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def join_call(trace: Trace) -> tuple[Source, ast.Call] | None:
    """The joining call at the crash."""
    source, node = trace.source(), trace.crash.expression
    if source is None or not isinstance(node, ast.Call) or not node.args:
        return None
    return source, node


def operands_joined(mismatch: Mismatch) -> list[Shape]:
    """The shapes of everything that is joined."""
    return [o.shape for r, o in mismatch.operands.items() if r.startswith("tensors[")]


def dim_edit(source: Source, node: ast.Call, dim: int) -> Edit:
    """Give the call another ``dim``."""
    for keyword in node.keywords:
        if keyword.arg in ("dim", "axis"):
            return Edit(source.span(keyword.value), str(dim))
    if len(node.args) > 1:
        return Edit(source.span(node.args[1]), str(dim))
    end = source.span(node.args[0]).end
    return Edit(Span(source.path, end, end), f", dim={dim}")


def _meant_for_stack(source: Source, node: ast.Call) -> Span | None:
    function = node.func
    if callee(node) not in ("cat", "concat", "concatenate"):
        return None
    span = source.span(function)
    start = (span.end[0], span.end[1] - len(callee(node)))
    return Span(source.path, start, span.end, callee(node))


def other_axis(trace: Trace, mismatch: Mismatch, dim: int, prior: float) -> Iterator[Fix]:
    """Join along the one axis in which the tensors differ."""
    call, shapes = join_call(trace), operands_joined(mismatch)
    if call is None or callee(call[1]) not in ("cat", "concat", "concatenate") or not shapes:
        return
    rank = len(shapes[0])
    differing = [i for i in range(rank) if len({s[i] for s in shapes}) > 1]
    if len(differing) != 1 or differing[0] == dim % rank:
        return
    axis = differing[0]
    shown = axis - rank if dim < 0 or (axis == rank - 1 and rank > 2 and dim == -1) else axis
    batch = axis == 0
    source, node = call
    beside = [n for n in walk(statement_of(node) or node) if isinstance(n, ast.Call) and _joins_alike(n, node)]
    for joins, worth in (([node], 0.0), (beside, -0.02)):
        if len(joins) > 1 or joins == [node]:
            yield fix(
                f"join along axis {shown}" if len(joins) == 1 else f"join all of them along axis {shown}",
                [dim_edit(source, join, shown) for join in joins],
                prior - (0.25 if batch else 0.0) + worth,
                stage=Stage.RESHAPE,
                why=f"the tensors differ in axis {axis}, they are joined along {dim}",
            )


def _joins_alike(call: ast.Call, node: ast.Call) -> bool:
    """Whether a call joins in the same way as ``node``: the same function along the same axis."""
    axes = [[ast.dump(a) for a in (*c.args[1:], *(k.value for k in c.keywords))] for c in (call, node)]
    return callee(call) == callee(node) and axes[0] == axes[1]


def as_stack(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``torch.stack`` in place of ``torch.cat`` where all shapes are equal."""
    call, shapes = join_call(trace), operands_joined(mismatch)
    if call is None or len(set(shapes)) != 1:
        return
    span = _meant_for_stack(*call)
    if span is not None:
        yield fix(
            "stack along a new axis",
            Edit(span, "stack"),
            prior,
            stage=Stage.RESHAPE,
            why="cat joins an axis that is there, the parts need a new one",
        )


def expanded(trace: Trace, mismatch: Mismatch, roles: tuple[str, str], dim: int, prior: float) -> Iterator[Fix]:
    """A tensor of size 1 along axes where the other has more: repeat it, as a class token for each sample."""
    for role, other in (roles, roles[::-1]):
        own, wanted = mismatch.operands[role].shape, mismatch.operands[other].shape
        if len(own) != len(wanted):
            continue
        axes = [i for i, (a, b) in enumerate(zip(own, wanted, strict=True)) if a != b and i != dim % len(own)]
        if not axes or any(own[i] != 1 for i in axes):
            continue
        at = crash_argument(trace, mismatch, other)
        text = at[0].span(at[1]).text if at is not None and isinstance(at[1], ast.Name | ast.Attribute) else ""
        sizes = [(f"{text}.shape[{i}]" if text else str(wanted[i])) if i in axes else "-1" for i in range(len(own))]
        first = crash_argument(trace, mismatch, role)
        if first is None:
            continue

        yield fix(
            "repeat it for every sample" if axes == [0] else "repeat it along the axes where it has size 1",
            wrapped(first[0], first[1], f"{{}}.expand({', '.join(sizes)})"),
            prior,
            stage=Stage.RESHAPE,
            why="one of the two has size 1 here, cat does not repeat it",
            applicability="safe",
        )


def other_rank(trace: Trace, mismatch: Mismatch, roles: tuple[str, str], prior: float) -> Iterator[Fix]:
    """Give two tensors the same number of axes: add, drop or join axes of one, and repeat it where it must be."""
    for role, other in (roles, roles[::-1]):
        own, wanted = mismatch.operands[role].shape, mismatch.operands[other].shape
        if len(own) == len(wanted):
            continue
        templates: list[Template] = []
        if len(own) < len(wanted):
            templates += unsqueezes(len(own), prior)
            templates += _grown(own, wanted, prior + 0.02)
        else:
            templates += squeezes(own, prior + 0.03)
            wide = 0.09 if len(own) == 4 else 0.0
            templates += [Template(t.text, t.prior + wide, t.title, t.why) for t in flattens(len(own), prior - 0.06)]
            templates += _pooled(own, prior - 0.2)
            if len(own) == 4 and len(wanted) == 3:
                yield from _rows_of_places(trace, prior + 0.1)
        yield from structural(trace, mismatch, role, templates, stage=Stage.RESHAPE, limit=8)


def _rows_of_places(trace: Trace, prior: float) -> Iterator[Fix]:
    """The maps that the model is given, (N, C, H, W), as (N, H·W, C), where its forward then passes."""
    title, why = "make the maps a row of places", "maps (N, C, H, W) come, rows of places (N, L, C) are read"
    turned = Template("{}.flatten(2).transpose(1, 2)", prior, title, why)
    fixes = list(root_structural(trace, [turned], stage=Stage.DATA_LOADING))
    if fixes:
        yield from per_sample(trace, [Template("{}.flatten(1).t()", prior + 0.02, title, why)])
    yield from fixes


def _grown(own: Shape, wanted: Shape, prior: float) -> Iterator[Template]:
    """A vector a sample beside a sequence or a map: a new axis, repeated along the other's."""
    missing = len(wanted) - len(own)
    if own[:1] != wanted[:1] or len(own) < 2:
        return
    if len(own) == 2 and missing == 1:
        if wanted[1] == 1:
            yield Template("{}.unsqueeze(1)", prior, "give it the axis of the one step", "it has no step axis")
        elif own[1] != wanted[1]:
            text = f"{{}}.unsqueeze(1).expand(-1, {wanted[1]}, -1)"
            yield Template(text, prior, "repeat it for every step", "it has no step axis")
        text = f"{{}}.unsqueeze(2).expand(-1, -1, {wanted[2]})"
        yield Template(text, prior - 0.05, "repeat it for every step", "it has no step axis")
    if len(own) == 2 and missing == 2:
        axes, repeated = "{}[:, :, None, None]", f".expand(-1, -1, {wanted[2]}, {wanted[3]})"
        if wanted[2:] == (1, 1):
            yield Template(axes, prior + 0.02, "give it the axes of a map of one pixel", "it has no image axes")
        else:
            yield Template(axes + repeated, prior, "repeat it for every pixel", "it has no image axes")


def _pooled(own: Shape, prior: float) -> Iterator[Template]:
    if len(own) == 4:
        yield Template("{}.mean((2, 3))", prior, "average over the image", "a whole map arrives")
    if len(own) == 3:
        yield Template("{}.mean(1)", prior, "average over the sequence", "a whole sequence arrives")


def of_scalars(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Tensors without an axis: stack them; where only some have none, a ``squeeze()`` took the batch axis of one."""
    call, shapes = join_call(trace), operands_joined(mismatch)
    if call is None:
        return
    if not any(shapes):
        yield from as_stack(trace, mismatch, prior)
        return
    for found in bench_of(trace).project.calls.get("squeeze", []):
        node = found.node
        if node.args or node.keywords or not isinstance(node.func, ast.Attribute):
            continue
        yield fix(
            "squeeze the last axis only",
            before_bracket(found.source, node, "-1"),
            prior,
            stage=Stage.RESHAPE,
            why="squeeze() also drops the batch axis of a batch of one",
        )
    wrapped_list = call[0].span(call[1].args[0]).text
    yield fix(
        "give each part an axis",
        Edit(call[0].span(call[1].args[0]), f"[part.reshape(-1) for part in {wrapped_list}]"),
        0.3,
        stage=Stage.RESHAPE,
        why="one of the parts has no axis",
    )
