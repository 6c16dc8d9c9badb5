"""Make one feature map as large as another where the two meet: in the upsampling, or just before."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapefault import ops
from shapefault.faults.rewrite.bench import fix, insert_before, names_bound, wrapped
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Edit, Fix, Shape, Span, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.recorder import Record
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.source.files import Source, enclosing, parent, statement_of
from shapefault.source.frames import function_node
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_WHY = "halving rounds an odd size down, doubling does not give the row back"
_GROWING = ("interpolate", "upsample", "max_unpool2d", "max_unpool1d", "pixel_shuffle")


@dataclass(frozen=True)
class Meeting:
    """The map that came back from below, the one that it meets, and their expressions at the crash."""

    source: Source
    up: ast.expr
    skip: ast.expr
    up_shape: Shape
    skip_shape: Shape
    grown: Record | None
    """The call that made the upper map larger; None when neither was."""


def meeting_of(trace: Trace, mismatch: Mismatch, roles: tuple[str, str]) -> Meeting | None:
    """Which of two operands was upsampled (else the smaller one), with its counterpart."""
    shapes = [mismatch.operands[r].shape for r in roles]
    if len(shapes[0]) != len(shapes[1]) or len(shapes[0]) < 3 or shapes[0][2:] == shapes[1][2:]:
        return None
    growths = [_growth(trace, mismatch, r) for r in roles]
    order = (0, 1)
    if growths[1][0] < growths[0][0] or (growths[1][0] == growths[0][0] and sum(shapes[1][2:]) < sum(shapes[0][2:])):
        order = (1, 0)
    places = [crash_argument(trace, mismatch, r) for r in roles]
    first, second = places[order[0]], places[order[1]]
    if first is None or second is None or first[1] is second[1]:
        return None
    return Meeting(first[0], first[1], second[1], shapes[order[0]], shapes[order[1]], growths[order[0]][1])


def _is_signal(trace: Trace, mismatch: Mismatch, roles: tuple[str, str]) -> bool:
    """Whether three axes are those of a signal: some layer for sequences of samples made one of the operands."""
    for role in roles:
        tensor = mismatch.tensor(role)
        for record in trace.journey(tensor)[:12] if tensor is not None else []:
            op = ops.canonical(record.name)
            if op in _GROWING or (op.endswith("1d") and not op.startswith("batch_norm")):
                return True
    return False


def _growth(trace: Trace, mismatch: Mismatch, role: str) -> tuple[int, Record | None]:
    """How many calls ago the operand was made larger, and by which."""
    tensor = mismatch.tensor(role)
    journey = trace.journey(tensor) if tensor is not None else []
    for index, record in enumerate(journey[:12]):
        op = ops.canonical(record.name)
        if op.startswith("conv_transpose") or op in _GROWING:
            return index, record
        if op == "cat":
            break
    return 99, None


def is_grown(trace: Trace, mismatch: Mismatch, roles: Sequence[str]) -> bool:
    """Whether one of the operands is a map that was made larger on its way."""
    return any(_growth(trace, mismatch, role)[1] is not None for role in roles)


def fit_to_other(trace: Trace, mismatch: Mismatch, roles: tuple[str, str], prior: float) -> Iterator[Fix]:
    """Edits under which the upsampled map takes the other's size, nearest to the upsampling first."""
    found = meeting_of(trace, mismatch, roles)
    if found is None or len(found.up_shape) not in (3, 4, 5):
        return
    if len(found.up_shape) == 3 and not _is_signal(trace, mismatch, roles):
        return  # a matrix of features for each sample: nothing of it may be interpolated
    skip = _repeatable(found.source, found.skip) or _of_same_size(trace, found)
    if skip is None:
        return
    rank = len(found.up_shape) - 2
    size = f"{skip}.shape[-{rank}:]"
    yield from _at_upsampling(trace, found, size, prior + 0.04)
    statement = statement_of(found.up)
    functional = _functional(found.source)
    near = all(abs(a - b) <= 2 for a, b in zip(found.up_shape[2:], found.skip_shape[2:], strict=True))
    if isinstance(found.up, ast.Name) and statement is not None and not _in_lambda(found.up):
        name = found.up.id
        made = _made_just_above(trace, found, statement)
        if made is None:
            yield from _where_made(trace, found, prior + 0.02)
        yield fix(
            "resize the upsampled map to the one that it meets",
            wrapped(found.source, made, f"{functional}interpolate({{}}, size={size})")
            if made is not None
            else insert_before(found.source, statement, f"{name} = {functional}interpolate({name}, size={size})"),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=_WHY,
            applicability="safe",
        )
        if near and all(a <= b for a, b in zip(found.up_shape[2:], found.skip_shape[2:], strict=True)):
            yield fix(
                "pad the upsampled map to the size of the one that it meets",
                insert_before(found.source, statement, f"{name} = {functional}pad({name}, {_pads(name, skip, rank)})"),
                prior - 0.03,
                stage=Stage.LAYER_CONFIG,
                why=_WHY,
                applicability="safe",
            )
    else:
        yield fix(
            "resize the upsampled map to the one that it meets",
            wrapped(found.source, found.up, f"{functional}interpolate({{}}, size={size})"),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=_WHY,
            applicability="safe",
        )


def _made_just_above(trace: Trace, found: Meeting, statement: ast.stmt) -> ast.expr | None:
    """What the upsampled map is bound to, where that is the call in the statement before."""
    user = trace.crash.user
    function = function_node(found.source, user.site.code) if user is not None else None
    if function is None or not isinstance(found.up, ast.Name):
        return None
    above = [s for s in walk(function) if isinstance(s, ast.Assign) and s.lineno < statement.lineno]
    last = max(above, key=lambda s: s.lineno, default=None)
    if last is None or parent(last) is not parent(statement) or not isinstance(last.value, ast.Call):
        return None
    named = [t.id for t in last.targets if isinstance(t, ast.Name)]
    return last.value if named == [found.up.id] and _bound_above(function, found.skip, last.value) else None


def _where_made(trace: Trace, found: Meeting, prior: float) -> Iterator[Fix]:
    """At ``y = self.upsample(f(x))`` further above, by another map of the size that it is to meet, known there."""
    user, record = trace.crash.user, found.grown
    function = function_node(found.source, user.site.code) if user is not None else None
    node = record.site.node() if record is not None and record.site is not None else None
    statement = statement_of(node) if isinstance(node, ast.Call) else None
    if function is None or user is None or not isinstance(statement, ast.Assign) or statement.value is not node:
        return
    if not isinstance(found.up, ast.Name) or [ast.unparse(t) for t in statement.targets] != [found.up.id]:
        return
    for name, value in user.frame.f_locals.items():
        shape = shape_of(value)
        same = shape is not None and len(shape) == len(found.skip_shape) and shape[2:] == found.skip_shape[2:]
        if same and name != found.up.id and _bound_above(function, ast.Name(name, ast.Load()), node):
            size = f"{name}.shape[-{len(found.skip_shape) - 2}:]"
            yield fix(
                "resize the upsampled map to the one that it meets",
                wrapped(found.source, node, f"{_functional(found.source)}interpolate({{}}, size={size})"),
                prior, stage=Stage.LAYER_CONFIG, why=_WHY, applicability="safe",
            )  # fmt: skip
            return


def _at_upsampling(trace: Trace, found: Meeting, size: str, prior: float) -> Iterator[Fix]:
    """``self.up(x)`` -> ``self.up(x, output_size=...)``; ``interpolate(x, scale_factor=2)`` -> ``size=...``."""
    record, user = found.grown, trace.crash.user
    if record is None or record.site is None or user is None:
        return
    if record.site.code is not user.site.code:
        return  # the other map is not at hand where this one grows
    node = record.site.node()
    function = function_node(found.source, user.site.code)
    if not isinstance(node, ast.Call) or function is None or not _bound_above(function, found.skip, node):
        return
    op = ops.canonical(record.name)
    span = found.source.span(node)
    if op.startswith("conv_transpose") and _reaches(record, found.skip_shape) and _calls_module(trace, node, record):
        last = found.source.span(node.args[-1]).end if node.args else None
        if last is not None:
            yield fix(
                "tell the up-convolution which size to give back",
                Edit(Span(span.file, last, last), f", output_size={size}"),
                prior,
                stage=Stage.LAYER_CONFIG,
                why=_WHY,
                applicability="safe",
            )
    scale = next((k for k in node.keywords if k.arg == "scale_factor"), None)
    if op in ("interpolate", "upsample") and scale is not None and callee(node) in ("interpolate", "upsample"):
        yield fix(
            "upsample to the size of the map that it meets",
            Edit(found.source.span(scale), f"size={size}"),
            prior,
            stage=Stage.LAYER_CONFIG,
            why=_WHY,
            applicability="safe",
        )


def _reaches(record: Record, wanted: Shape) -> bool:
    """Whether ``output_size`` can give the sizes: at most one stride more than the layer gives by itself."""
    out = tensors_in(record.out)
    now = shape_of(out[0]) if out else None
    stride = getattr(record.module, "stride", None)
    if now is None or stride is None:
        return False
    return all(0 <= w - n < s for n, w, s in zip(now[2:], wanted[2:], stride, strict=False))


def _calls_module(trace: Trace, node: ast.Call, record: Record) -> bool:
    """Whether the call is of the layer itself, not of a container around it."""
    user = trace.crash.user
    if user is None or not isinstance(node.func, ast.Attribute) or not isinstance(node.func.value, ast.Name):
        return False
    owner = user.frame.f_locals.get(node.func.value.id)
    try:
        return getattr(owner, node.func.attr, None) is record.module
    except Exception:
        return False


def _repeatable(source: Source, node: ast.expr) -> str | None:
    """The text of an expression that may be evaluated once more: ``skips.pop()`` is ``skips[-1]``."""
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "pop" and not node.keywords:
            index = source.span(node.args[0]).text if node.args else "-1"
            return f"{source.span(function.value).text}[{index}]"
        return None
    return source.span(node).text if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) else None


def _of_same_size(trace: Trace, found: Meeting) -> str | None:
    """``b`` of ``self.lateral(b)`` where it is as high and wide as what the layer makes of it."""
    user, node = trace.crash.user, found.skip
    for name in node.args if isinstance(node, ast.Call) and user is not None else ():
        shape = shape_of(user.frame.f_locals.get(name.id)) if isinstance(name, ast.Name) and user is not None else None
        if isinstance(name, ast.Name) and shape is not None and shape[2:] == found.skip_shape[2:]:
            return name.id
    return None


def _bound_above(function: ast.AST, node: ast.expr, use: ast.expr) -> bool:
    """Whether the names of an expression have their value before ``use``: parameters, or assigned above."""
    names = {n.id for n in walk(node) if isinstance(n, ast.Name)}
    if not isinstance(function, ast.FunctionDef):
        return False
    bound = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    later: set[str] = set()
    for part in walk(function):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            (bound if part.lineno < use.lineno else later).add(part.id)
    return names <= bound and not (names & later)


def _pads(name: str, skip: str, rank: int) -> str:
    """``(0, skip.size(3) - x.size(3), 0, skip.size(2) - x.size(2))``: the last axis first."""
    parts = []
    for axis in range(rank + 1, 1, -1):
        parts.append(f"0, {skip}.size({axis}) - {name}.size({axis})")
    return f"({', '.join(parts)})"


def _functional(source: Source) -> str:
    name = names_bound(source, "torch.nn.functional", "")
    return f"{name}." if name else "torch.nn.functional."


def _in_lambda(node: ast.expr) -> bool:
    return enclosing(node, ast.Lambda, ast.ListComp, ast.GeneratorExp) is not None
