"""SF413: the index of a gather or scatter has another form than the tensor.

What it is
    ``gather``, ``scatter`` and their kin take an index with as many axes as the tensor, not longer than it on any axis
    but the named one; ``index_select`` takes a vector.

Why it happens
    Actions or labels (N) pick one of the columns of (N, C): the index needs its column axis. Neighbours (N, K) pick
    points of (N, L, C): the index has to be repeated along C.

Not this fault
    An index that is out of range.

See also
    torch.gather, torch.Tensor.scatter_, torch.take_along_dim
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.facts import operand_sizes
from shapefault.faults.rewrite.aligning import aligned
from shapefault.faults.rewrite.axes.dims import other_dims
from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.faults.rewrite.losses.own_loss import in_own_loss
from shapefault.faults.rewrite.shapes import Template, structural
from shapefault.model import Edit, Fix, MathLine, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent


class GatherIndex(Fault):
    """The index has another number of axes, or is longer than the tensor."""

    code = "SF413"
    name = "gather-index"
    title = "the index of a gather or scatter has another form than the tensor"
    ops = ("gather", "scatter", "index_select", "index_add", "take_along_dim")
    rule = "index.dim() = input.dim()"
    example = """
        values, actions = torch.rand(32, 4), torch.zeros(32, dtype=torch.long)
        values.gather(1, actions)
    """
    fixed = """
        values, actions = torch.rand(32, 4), torch.zeros(32, dtype=torch.long)
        values.gather(1, actions.unsqueeze(1)).squeeze(1)
    """
    expected = """
        error[SF413]: gather takes an index with 2 axes here, it got (32)
    """
    near_misses = ("torch.rand(32, 4).gather(1, torch.zeros(32, 1, dtype=torch.long))",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """The requirement on the index is broken."""
        broken, index, shape = mismatch.broken, mismatch.shape("index"), mismatch.shape("input")
        if broken is None or index is None or shape is None or trace.loader is not None:
            return None
        given = ", ".join(map(str, index))
        if broken.kind == "rank":
            want = "1 axis" if mismatch.op == "index_select" else f"{len(shape)} axes"
            message = f"{mismatch.op} takes an index with {want} here, it got ({given})"
        elif broken.kind == "size" and broken.operand in ("index", "src", "source"):
            message = f"{mismatch.op} got {broken.operand} ({given}), {broken.formula}"
        else:
            return None
        return Cause(
            message,
            Stage.LOSS_TARGET if in_own_loss(trace) else Stage.RESHAPE,
            None,
            (MathLine(broken.formula, broken.got, broken.want),),
            confidence=0.78,
            primary_label=f"index {operand_sizes(mismatch, 'index')}",
            data={"index": index, "shape": shape},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The missing axis of the index; the index repeated along the last axis; the other axis named."""
        index, shape = cause.data["index"], cause.data["shape"]
        dim = mismatch.params.get("dim", 0)
        axis = dim % len(shape) if isinstance(dim, int) and shape else 0
        templates: list[Template] = []
        if mismatch.op == "index_select":
            templates.append(Template("{}.flatten()", 0.7, "make the index a vector", "the index is no vector"))
        elif len(index) == len(shape) - 1:
            missing = f"the index has no axis {axis}"
            templates.extend(_for_all(mismatch, index, shape, axis))
            yield from _as_given(trace, axis, cause.stage, missing)
            templates.append(Template(f"{{}}.unsqueeze({axis})", 0.86, f"give the index its axis {axis}", missing))
            templates.extend(_for_each(index, shape, axis))
        found = {t.text for t in templates}
        templates.extend(t for t in aligned(index, shape, 0.6) if t.text not in found)
        yield from structural(trace, mismatch, "index", templates, stage=cause.stage, limit=8)
        if len(index) < len(shape):
            fewer = [t for t in aligned(shape, index, 0.5) if "squeeze" in t.text]
            yield from structural(trace, mismatch, "input", fewer, stage=cause.stage, limit=3)
        elif len(index) == len(shape) and isinstance(dim, int) and mismatch.record is not None:
            call = call_at(mismatch.record.site)
            fits = [
                d for d in range(len(shape))
                if d != axis and all(i <= s for k, (i, s) in enumerate(zip(index, shape, strict=True)) if k != d)
            ]  # fmt: skip
            yield from other_dims(trace, mismatch, call, dim, fits, 0.66)


def _for_each(index: tuple[int, ...], shape: tuple[int, ...], axis: int) -> Iterator[Template]:
    """(N, K) for (N, L, C): one index for all of C; with an axis of size K in between only K of C would be read."""
    if len(shape) == 3 and axis == 1 and index[0] == shape[0]:
        yield Template(f"{{}}.unsqueeze(2).expand(-1, -1, {shape[2]})", 0.9, "repeat the index along the last axis",
                       "one index stands for a whole row")  # fmt: skip


def _for_all(mismatch: Mismatch, index: tuple[int, ...], shape: tuple[int, ...], axis: int) -> Iterator[Template]:
    """(N, 1) for (2, N, A): the same index for both; with an axis of size 1 only the first would be read."""
    others = [k for k in range(1, len(shape)) if k != axis]
    if (
        mismatch.op == "gather"
        and axis > 0
        and shape[0] > 1
        and others
        and all(index[k - 1] == shape[k] for k in others)
    ):
        text = f"{{}}.unsqueeze(0).expand({shape[0]}{', -1' * len(index)})"
        yield Template(text, 0.9, "repeat the index along axis 0", f"one index stands for all {shape[0]}")


_COLUMNS = (".unsqueeze(1)", ".unsqueeze(-1)", ".view(-1, 1)", ".reshape(-1, 1)", "[:, None]")


def _as_given(trace: Trace, axis: int, stage: Stage | None, why: str) -> Iterator[Fix]:
    """``q.gather(1, actions.unsqueeze(1)).squeeze(1)``: as many axes come out as the author's index has.

    Less likely where the function makes columns itself, which the result is to meet.
    """
    node, source = trace.crash.expression, trace.source()
    if source is None or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    around, function = parent(node), enclosing(node, ast.FunctionDef, ast.Module)
    if node.func.attr != "gather" or len(node.args) != 2 or isinstance(around, ast.Attribute) or function is None:
        return
    columns = any(form in ast.unparse(function) for form in _COLUMNS)
    index, end = wrapped(source, node.args[1], f"{{}}.unsqueeze({axis})"), source.span(node).end
    yield fix(
        f"give the index its axis {axis}, and take it from the result",
        [index, Edit(Span(source.path, end, end), f".squeeze({axis})")],
        0.84 if columns else 0.9,
        stage=stage,
        why=why,
    )
