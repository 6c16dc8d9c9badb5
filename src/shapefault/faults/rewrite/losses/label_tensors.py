"""Label tensors that the program makes itself: of a constant size, or of another axis's size."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix, insert_before
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.program import drop_last, loader_calls
from shapefault.faults.rewrite.operands import OperandPlace, places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source, enclosing, statement_of
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, bound_argument, called_as, callee, default_of
from shapefault.source.retarget import retarget

_MAKERS = {"ones", "zeros", "full", "empty", "FloatTensor", "LongTensor", "Tensor"}


def made_labels(trace: Trace, mismatch: Mismatch, role: str, size: int, prior: float) -> Iterator[Fix]:
    """The operand's first axis is a constant: take it from the batch, or make the constants agree."""
    shape = mismatch.shape(role)
    if not shape or shape[0] == size:
        return
    frame = trace.crash.user
    if frame is None:
        return
    for source, call, owner in label_makers(trace, mismatch, role):
        node = _first_size(call, shape[0])
        if node is None:
            continue
        why = f"the labels are made for a batch of {shape[0]}, this one has {size}"
        if not isinstance(node, ast.Constant) or owner is not None:
            text = _batch_text(owner, size, call) if owner is not None else None
            if text is not None:
                yield fix(
                    "make the labels as many as the batch has samples",
                    Edit(source.span(node), text), prior + 0.08, stage=Stage.LOSS_TARGET, why=why, applicability="safe",
                )  # fmt: skip
        if _ragged(trace, shape[0]):
            yield from _cut(trace, mismatch, role, size, prior + 0.02, why)
            yield from drop_last(trace, prior - 0.05)
        else:
            yield from _agree(trace, source, node, shape[0], size, prior, why)
            yield from _cut_anew(trace, mismatch, role, call, source, size, prior - 0.06, why)
        return


def label_makers(trace: Trace, mismatch: Mismatch, role: str) -> Iterator[tuple[Source, ast.Call, Frame | None]]:
    """The calls that made the operand: in this function, or where its attribute is assigned."""
    found = places(trace, mismatch, role)
    for place in found:
        made = _maker_in(place.node)
        if made is not None:
            yield place.source, made, place.frame
    for place in found:
        base = _attribute_of(place.node)
        if base is not None:
            for where in bench_of(trace).resolver.definitions(place.source, base):
                made = _maker_in(where.node)
                if made is not None:
                    yield where.source, made, None


def _attribute_of(node: ast.expr) -> ast.expr | None:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return node if isinstance(node, ast.Attribute | ast.Name) else None


def _maker_in(node: ast.expr) -> ast.Call | None:
    for part in walk(node):
        if isinstance(part, ast.Call) and callee(part) in _MAKERS and part.args:
            return part
    return None


def _first_size(call: ast.Call, size: int) -> ast.expr | None:
    """The expression of the first axis's size."""
    first = call.args[0]
    if isinstance(first, ast.Tuple | ast.List):
        if not first.elts:
            return None
        first = first.elts[0]
    if isinstance(first, ast.Starred | ast.ListComp) or (isinstance(first, ast.Constant) and first.value != size):
        return None
    return first


def _batch_text(frame: Frame, size: int, call: ast.Call) -> str | None:
    """A tensor of the loop around ``call`` that has the batch as its first axis: ``images.size(0)``."""
    loop = enclosing(call, ast.For, ast.AsyncFor)
    values = frame.names
    names = [n.id for n in walk(loop.target) if isinstance(n, ast.Name)] if isinstance(loop, ast.For) else []
    function = frame.function()
    if isinstance(function, ast.FunctionDef):
        names += [a.arg for a in function.args.args]
        for part in walk(function):
            if isinstance(part, ast.Assign) and part.lineno < call.lineno:
                names += [
                    n.id
                    for t in part.targets
                    for n in walk(t)
                    if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
                ]
    own = statement_of(call)
    taken = (
        {n.id for n in walk(own) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        if own is not None
        else set()
    )
    for name in names:
        value: Any = values.get(name)
        if name not in taken and is_tensor(value) and value.dim() >= 1 and value.shape[0] == size:
            return f"{name}.size(0)"
    return None


def _ragged(trace: Trace, size: int) -> bool:
    """Whether loaders give batches of ``size`` but for their last."""
    for call in loader_calls(trace):
        given = next((k.value for k in call.node.keywords if k.arg == "batch_size"), None)
        if given is None and len(call.node.args) > 1:
            given = call.node.args[1]
        if given is None:
            continue
        from shapefault.source.scalars import evaluate

        if any(evaluate(t) == size for t in bench_of(trace).resolver.resolve(call.source, given)):
            return True
    return False


def _cut(trace: Trace, mismatch: Mismatch, role: str, size: int, prior: float, why: str) -> Iterator[Fix]:
    """``labels[:len(x)]`` at the loss, for a last batch that is smaller."""
    found, other = places(trace, mismatch, role)[:1], places(trace, mismatch, _other(mismatch, role))[:1]
    if not found or not other or (mismatch.shape(role) or (0,))[0] < size:
        return
    text = other[0].span.text
    if not isinstance(other[0].node, ast.Name | ast.Attribute):
        batch = _batch_text(found[0].frame, size, _call_around(found[0])) if found[0].frame is not None else None
        if batch is None:
            return
        yield fix(
            "as many labels as the batch has samples",
            found[0].edit(f"{{}}[:{batch}]"),
            prior,
            stage=Stage.LOSS_TARGET,
            why=why,
        )
        return
    yield fix(
        "as many labels as the batch has samples",
        found[0].edit(f"{{}}[:{text}.size(0)]"),
        prior,
        stage=Stage.LOSS_TARGET,
        why=why,
    )


def _call_around(place: OperandPlace) -> ast.Call:
    return place.node if isinstance(place.node, ast.Call) else enclosing(place.node, ast.Call)  # type: ignore[return-value]


def _other(mismatch: Mismatch, role: str) -> str:
    return next((r for r in mismatch.operands if r != role), role)


def _agree(trace: Trace, source: Source, node: ast.expr, old: int, new: int, prior: float, why: str) -> Iterator[Fix]:
    """The constants that both sizes come from, made equal."""
    yield from _default_given(trace, source, node, old, new, prior + 0.04, why)
    for target in retarget(bench_of(trace).resolver, source, node, old, new):
        yield fix(
            f"make the labels for batches of {new}",
            target.edits,
            prior - 0.02 * min(target.hops, 4),
            stage=Stage.LOSS_TARGET,
            why=why,
        )


def _default_given(
    trace: Trace, source: Source, node: ast.expr, old: int, new: int, prior: float, why: str
) -> Iterator[Fix]:
    """The size is a parameter left to its default: give it where the object is built."""
    function = enclosing(node, ast.FunctionDef)
    if not isinstance(node, ast.Name) or not isinstance(function, ast.FunctionDef):
        return
    default = default_of(function, node.id)
    if not (isinstance(default, ast.Constant) and default.value == old):
        return
    called = called_as(function)
    for call in bench_of(trace).project.calls.get(called, []):
        if bound_argument(call.node, function, node.id) is None:
            yield fix(
                f"give {called} the batch size that the loader has",
                set_keyword(CallPlace(call.source, call.node), node.id, str(new)),
                prior,
                stage=Stage.LOSS_TARGET,
                why=why,
            )


def _cut_anew(
    trace: Trace, mismatch: Mismatch, role: str, call: ast.Call, source: Source, size: int, prior: float, why: str
) -> Iterator[Fix]:
    """The labels made anew in the loop, as many as this batch has."""
    place = next(iter(places(trace, mismatch, role)), None)
    if place is None or place.frame is None or not isinstance(place.node, ast.Attribute):
        return
    statement = statement_of(place.node)
    node = (
        _first_size(call, -1)
        if isinstance(call.args[0], ast.Constant)
        else _first_size(call, (mismatch.shape(role) or (0,))[0])
    )
    batch = _batch_text(place.frame, size, _call_around(place))
    if statement is None or node is None or batch is None:
        return
    whole, inner = source.span(call).text, source.span(node).text
    text = whole.replace(inner, batch, 1)
    yield fix(
        "make the labels anew for each batch",
        insert_before(place.source, statement, f"{place.span.text} = {text}"), prior, stage=Stage.LOSS_TARGET, why=why,
    )  # fmt: skip
