"""The reshaping and reducing calls behind an operand, also in functions that have returned, each written otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.axes.reshapes import replaced, without
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing, scope_around, statement_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Place, callee

_REDUCE = frozenset([
    "sum", "mean", "max", "min", "amax", "amin", "argmax", "argmin", "norm", "prod", "std", "var", "logsumexp", "any",
    "all", "median",
])  # fmt: skip
_REGROUP = frozenset(["view", "reshape", "flatten", "squeeze", "unsqueeze"])
_LIBRARIES = ("torch", "F", "np", "numpy", "nn.functional", "torch.nn.functional")
_DEPTH = 5


@dataclass(frozen=True)
class Upstream:
    """One such call; ``hops`` counts the functions entered on the way to it."""

    call: CallPlace
    hops: int


def shape_calls(trace: Trace, mismatch: Mismatch, limit: int = 8) -> list[Upstream]:
    """The calls that the operands of the failing call went through, the nearest first."""
    found: dict[int, Upstream] = {}
    for role in mismatch.operands:
        at = crash_argument(trace, mismatch, role)
        if at is not None:
            for item in _behind(trace, at[0], at[1], 0, 0, set()):
                found.setdefault(id(item.call.node), item)
    return sorted(found.values(), key=lambda u: u.hops)[:limit]


def reduced_otherwise(trace: Trace, place: Place, prior: float, stage: Stage) -> Iterator[Fix]:
    """Each reduction that an expression goes back to over its other axis: ``labels.sum(dim=1)`` as ``dim=0``."""
    for item in _behind(trace, place.source, place.node, 0, 0, set()):
        name = callee(item.call.node)
        for _, title, edit in _reductions(item.call, name) if name in _REDUCE else ():
            if title.startswith("reduce axis"):
                yield fix(title, edit, prior, stage=stage, why=f"this {name} leaves the other axis")


def _behind(trace: Trace, source: Source, node: ast.AST, hops: int, depth: int, seen: set[int]) -> Iterator[Upstream]:
    if id(node) in seen or depth > _DEPTH:
        return
    seen.add(id(node))
    for part in walk(node):
        if isinstance(part, ast.Call):
            if callee(part) in _REDUCE | _REGROUP and isinstance(part.func, ast.Attribute):
                yield Upstream(CallPlace(source, part), hops)
            for other, result in _results(trace, part):
                yield from _behind(trace, other, result, hops + 1, depth + 1, seen)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            for value in _values(source, part):
                yield from _behind(trace, source, value, hops, depth + 1, seen)


def _values(source: Source, name: ast.Name) -> list[ast.expr]:
    """What was assigned to a name above its use in the same function."""
    scope = scope_around(name)
    found = []
    for part in walk(scope):
        if isinstance(part, ast.Assign) and part.lineno <= name.lineno and part is not statement_of(name):
            names = [n.id for t in part.targets for n in walk(t) if isinstance(n, ast.Name)]
            if name.id in names:
                found.append(part.value)
    return found[-2:]


def _results(trace: Trace, call: ast.Call) -> list[tuple[Source, ast.expr]]:
    """The ``return`` expressions of the program's function, or module, that is called."""
    project, name = bench_of(trace).project, callee(call)
    functions = list(project.functions.get(name, [])) if name not in ("forward", "__init__", "__call__") else []
    for place in project.attributes.get(name, []) if not functions else ():
        for part in walk(place.node):
            cls = project.classes.get(callee(part)) if isinstance(part, ast.Call) else None
            if cls is not None:
                functions += [
                    (cls[0], d) for d in cls[1].body
                    if isinstance(d, ast.FunctionDef) and d.name in ("forward", "__call__")
                ]  # fmt: skip
    return [
        (source, part.value)
        for source, function in functions[:2]
        for part in walk(function)
        if isinstance(part, ast.Return) and part.value is not None
    ]


def otherwise(
    trace: Trace, mismatch: Mismatch, prior: float, *, stage: Stage = Stage.RESHAPE, limit: int = 9
) -> Iterator[Fix]:
    """Each call behind the operands in its other forms: without it, its axis kept, another axis."""
    yield from _kept_for_other(trace, mismatch, prior + 0.3, stage)
    broken, made = mismatch.broken, 0
    operands = [at[1] for role in mismatch.operands if (at := crash_argument(trace, mismatch, role)) is not None]
    for place, item in enumerate(shape_calls(trace, mismatch)):
        name = callee(item.call.node)
        # An operand that is made just for the call, with a wrong number of axes: undo that rather than add to it.
        own = broken is not None and broken.kind == "rank" and name in ("unsqueeze", "squeeze")
        direct = 0.08 if own and any(item.call.node is node for node in operands) else 0.0
        for worth, title, edit in sorted(_forms(item.call, name), key=lambda f: -f[0]):
            yield fix(
                title, edit, prior + worth + direct - 0.005 * place + (0.02 if item.hops else 0.0), stage=stage,
                why=f"this {name} gives the tensor another form than its use needs",
            )  # fmt: skip
            made += 1
            if made >= limit:
                return


def _kept_for_other(trace: Trace, mismatch: Mismatch, prior: float, stage: Stage) -> Iterator[Fix]:
    """``x - x.mean(-1)``: what is reduced meets the very tensor again, so its axis is kept; in every such statement."""
    operands = [at for role in mismatch.operands if (at := crash_argument(trace, mismatch, role)) is not None]
    names = {ast.unparse(node) for _, node in operands if isinstance(node, ast.Name)}
    edits: dict[Edit, None] = {}
    for item in shape_calls(trace, mismatch):
        function = item.call.node.func
        met = isinstance(function, ast.Attribute) and ast.unparse(function.value) in names
        if not met or callee(item.call.node) not in _REDUCE or item.hops or _kept(item.call) is None:
            continue
        scope = enclosing(item.call.node, ast.FunctionDef) or item.call.source.tree
        for part in (item.call.node, *walk(scope)):
            twin = isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and callee(part) in _REDUCE
            if twin and ast.unparse(part.func.value) == ast.unparse(function.value):  # type: ignore[attr-defined]
                again = CallPlace(item.call.source, part)  # type: ignore[arg-type]
                text = _kept(again)
                if text is not None and _used_alike(part):
                    edits[replaced(again, text)] = None
    if edits:
        yield fix("keep the axis that is reduced", tuple(edits)[:4], prior, stage=stage,
                  why="the tensor meets its own reduction, which has lost the axis")  # fmt: skip


def _used_alike(node: ast.AST) -> bool:
    """Whether the reduction itself is what a statement binds, or part of arithmetic."""
    around = getattr(node, "_shapefault_parent", None)
    return isinstance(around, ast.Assign | ast.BinOp)


def _forms(call: CallPlace, name: str) -> Iterator[tuple[float, str, Edit]]:
    node, source = call.node, call.source
    if name in _REDUCE:
        yield from _reductions(call, name)
        return
    function = node.func
    assert isinstance(function, ast.Attribute)
    library = ast.unparse(function.value) in _LIBRARIES
    base = node.args[0] if library and node.args else function.value
    inner = base if isinstance(base, ast.Call) else None
    if name in ("view", "reshape") and inner is not None and callee(inner) in _REDUCE:
        kept = _kept(CallPlace(source, inner))
        if kept is not None:  # ``x.sum(-1).view(-1, 1)``: the axis was lost and another made up
            yield 0.03, "keep the axis that is reduced", replaced(call, kept)
    left_out = without(call)
    if left_out is not None:
        yield (0.0 if name in ("unsqueeze", "squeeze") else -0.06), f"leave out this {name}", left_out
    axes = node.args[1:] if library else node.args
    text = source.span(base).text
    if not isinstance(base, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        text = f"({text})"
    if name == "squeeze" and not axes and not node.keywords:
        for axis, worth in ((-1, -0.02), (1, -0.03)):
            yield worth, f"drop axis {axis} only", replaced(call, f"{text}.squeeze({axis})")
    elif name in ("squeeze", "unsqueeze") and len(axes) == 1 and (now := number(axes[0])) is not None:
        for axis in (now + 1, now - 1):
            yield -0.07, f"{name} on axis {axis}", Edit(source.span(axes[0]), str(axis))
    elif name == "flatten" and not axes and not node.keywords:
        yield 0.0, "keep the batch axis, flatten the rest", replaced(call, f"{text}.flatten(1)")
    elif name in ("view", "reshape") and len(axes) in (1, 2) and number(axes[0]) == -1:
        yield -0.02, "keep the batch axis, flatten the rest", replaced(call, f"{text}.flatten(1)")


def _kept(call: CallPlace) -> str | None:
    """A reduction over a named axis with ``keepdim=True``; None where it has none, or keeps it."""
    node, source = call.node, call.source
    library = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in _LIBRARIES
    axes = node.args[1:] if library else node.args
    named = [k for k in node.keywords if k.arg in ("dim", "axis")]
    if (not axes and not named) or any(k.arg in ("keepdim", "keepdims") for k in node.keywords) or len(axes) > 1:
        return None
    text = source.span(node).text.rstrip()
    return f"{text[:-1].rstrip().rstrip(',')}, keepdim=True)"


def _reductions(call: CallPlace, name: str) -> Iterator[tuple[float, str, Edit]]:
    node, source = call.node, call.source
    kept = _kept(call)
    if kept is not None:
        yield 0.0, "keep the axis that is reduced", replaced(call, kept)
    for keyword in node.keywords:
        if keyword.arg in ("keepdim", "keepdims") and isinstance(keyword.value, ast.Constant) and keyword.value.value:
            yield 0.0, "drop the axis that is reduced", Edit(source.span(keyword.value), "False")
    library = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in _LIBRARIES
    axes = [*(node.args[1:] if library else node.args)[:1]]
    axes += [k.value for k in node.keywords if k.arg in ("dim", "axis")]
    if not axes and not node.keywords and name in ("sum", "mean", "argmax", "amax", "amin", "argmin", "prod"):
        at = source.span(node).text
        head = at[:-1].rstrip()
        for axis, worth in ((1, -0.02), (-1, -0.03)):
            given = f"{head}, {axis})" if library else f"{head}{axis})"
            yield worth, f"reduce axis {axis} only", replaced(call, given)
    now = number(axes[0]) if len(axes) == 1 else None
    if now is not None:
        others = (now + 1, now - 1) if now > 0 else ((1, -1) if now == 0 else (now - 1, now + 1))
        for axis in others:
            if not (now < 0 <= axis):
                yield -0.05, f"reduce axis {axis}", Edit(source.span(axes[0]), str(axis))
