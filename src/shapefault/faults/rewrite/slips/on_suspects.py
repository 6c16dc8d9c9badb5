"""On a suspect line anything small is tried: each tensor in another form, each whole number, each size of a view.

Elsewhere a form is tried only where the failing call is known to take it, and a number where it says what is chosen.
That leaves out what a line means to those between it and the failing call.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from shapefault.calls.moves import MOST_AXES, moves
from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.shapes import apply, meta
from shapefault.faults.rewrite.slips.numbers import names_no_size, near
from shapefault.faults.rewrite.slips.places import ASIDE, Scope, left_open
from shapefault.faults.suspects import Line, Suspects
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.observe.witness import Held
from shapefault.source.files import parent
from shapefault.source.project import CallPlace, callee

_SUSPECT, _MOST_LINES = 0.05, 6
"""How likely a line has to be the one to change, and how many are looked at."""
_FORM, _PER_COST, _PART = 0.42, 0.1, 0.26
_NUMBER, _PER_VALUE = 0.34, 0.03
_VIEW, _LEFT_OPEN = 0.36, 0.34
_SMALL, _SHORT = 4, 24
_VIEWS = ("view", "reshape")
_ASIDE = (*ASIDE, "append", "save")
_PARTS = ("{}[0]", "{}[:1]", "{}[:, 0]", "{}[..., 0]", "{}.argmax(1)", "{}.reshape(-1)")
_OF_TENSORS = ("squeeze(1)", "unsqueeze(1)", "transpose(1, 2)", "squeeze(0)", "unsqueeze(0)", "flatten(1)")
_OF_ARRAYS = ("{}[None]", "{}[..., None]", "{}.T", "{}.transpose(2, 0, 1)", "{}.mean(axis=1)", "{}.mean(axis=0)")


def suspect_lines(suspects: Suspects) -> frozenset[Line]:
    """The lines on which anything is tried."""
    order = sorted(suspects.lines.items(), key=lambda item: -item[1])[:_MOST_LINES]
    return frozenset(line for line, share in order if share >= _SUSPECT)


def on_suspects(trace: Trace, scope: Scope, lines: frozenset[Line]) -> Iterator[Fix]:
    """What is tried on those of ``lines`` that are in the scope."""
    file = scope.source.path
    # What is made of a call that fails is not reached.
    failing = {id(frame.site.node()) for frame in trace.user_frames()}
    for part in scope.parts:
        if (file, getattr(part, "lineno", 0)) not in lines:
            continue
        if isinstance(part, ast.Constant) and type(part.value) is int:
            yield from _numbers(scope, part, part.value)
        elif isinstance(part, ast.Call):
            yield from _of_view(scope, part)
            yield from _left_open(trace, scope, part)
        for node, held in _tensors(scope, part):
            if not failing & {id(inner) for inner in ast.walk(node)}:
                yield from _forms(scope, node, held)


def _numbers(scope: Scope, node: ast.Constant, now: int) -> Iterator[Fix]:
    above = parent(node)
    called = above.arg if isinstance(above, ast.keyword) else ""
    if (called and names_no_size(called)) or _is_axis_read(node):
        return
    least = 1 if isinstance(above, ast.UnaryOp) else -1
    met = [b for a, b in sorted(scope.pairs) if a == now]
    grown = [now * b // a for a, b in sorted(scope.pairs) if a > 1 and now > 1 and now * b % a == 0]
    near = [now - 1, now + 1, *([-1] if now in (0, 1) else []), *([2 * now, now // 2] if now > _SMALL else [])]
    others = [value for value in dict.fromkeys((*met, *grown, *near)) if value != now and value >= least]
    for place, value in enumerate(others):
        prior = _NUMBER - _PER_VALUE * place + (_PER_VALUE if value in met else 0.0)
        yield fix(f"change {now} to {value}", Edit(scope.source.span(node), str(value)), prior)


def _is_axis_read(node: ast.Constant) -> bool:
    """Whether a number is the axis whose size is read: others see to that."""
    above = parent(node)
    read = size_read(above) if above is not None else None
    return read is not None and read[1] is node


def _of_view(scope: Scope, call: ast.Call) -> Iterator[Fix]:
    """``view(n, -1)`` for ``view(n)``, and each of the sizes left to torch."""
    sizes = call.args
    if callee(call) not in _VIEWS or not isinstance(call.func, ast.Attribute) or not sizes:
        return
    if any(isinstance(size, ast.Starred | ast.Tuple | ast.List) for size in sizes):
        return
    if any(ast.unparse(size) == "-1" for size in sizes):
        return
    for size in sizes:
        span = scope.source.span(size)
        yield fix(f"let torch compute {span.text}", Edit(span, "-1"), _VIEW, stage=Stage.RESHAPE)
    last = scope.source.span(sizes[-1])
    yield fix("keep the rest on an axis of its own", Edit(last, f"{last.text}, -1"), _VIEW, stage=Stage.RESHAPE)


def _left_open(trace: Trace, scope: Scope, call: ast.Call) -> Iterator[Fix]:
    """A number that a function of the program's own has by default, given where it is called."""
    for name, default in left_open(trace, call):
        values = bench_of(trace).resolver.values(scope.source, default)
        now = values[0] if len(values) == 1 else None
        if type(now) is not int or names_no_size(name):
            continue
        met = [b for a, b in sorted(scope.pairs) if a == now]
        for place, value in enumerate(dict.fromkeys((*met, *near(now, name)))):
            if value not in (now, 0):
                edit = set_keyword(CallPlace(scope.source, call), name, str(value))
                yield fix(f"say {name}={value}", edit, _LEFT_OPEN - _PER_VALUE * place)


def _tensors(scope: Scope, part: ast.AST) -> Iterator[tuple[ast.expr, Held | None]]:
    """What is assigned, returned, listed and handed on there; each with what it was, where that is known."""
    if isinstance(part, ast.Assign) and len(part.targets) == 1:
        target = part.targets[0]
        yield part.value, scope.held(target.id) if isinstance(target, ast.Name) else None
        return
    given: list[ast.expr] = []
    if isinstance(part, ast.Return) and part.value is not None:
        given = part.value.elts if isinstance(part.value, ast.Tuple) else [part.value]
    elif isinstance(part, ast.Call) and callee(part) not in _ASIDE:
        given = [*part.args, *(keyword.value for keyword in part.keywords)]
        if isinstance(part.func, ast.Attribute) and isinstance(part.func.value, ast.Name | ast.Call):
            given.append(part.func.value)
    yield from scope.known(given)


def _forms(scope: Scope, node: ast.expr, held: Held | None) -> Iterator[Fix]:
    shape = held.value if held is not None and isinstance(held.value, tuple) else None
    if held is not None and (held.kind not in ("Tensor", "ndarray") or not shape):
        return
    if held is None and not _may_be_tensor(node):
        return
    name = scope.source.span(node).text
    for text, worth in _of_shape(shape, held.kind) if shape and held is not None else _blind():
        title = f"take {text.format(name if len(name) <= _SHORT else 'it')}"
        yield fix(title, wrapped(scope.source, node, text), worth)


def _may_be_tensor(node: ast.expr) -> bool:
    """Whether an expression of which nothing is known is a call of no class and of nothing built in."""
    if not isinstance(node, ast.Call) or callee(node)[:1].isupper():
        return False
    return not (isinstance(node.func, ast.Name) and hasattr(builtins, node.func.id))


def _of_shape(shape: Shape, kind: str) -> Iterator[tuple[str, float]]:
    if kind == "ndarray":
        yield from ((text, _PART) for text in _OF_ARRAYS)
    elif len(shape) <= MOST_AXES:
        yield from ((move.text, _FORM - _PER_COST * move.cost) for move in moves(shape) if "select" not in move.text)
    stand_in = meta(shape, None)
    for text in _PARTS:
        after = shape_of(apply(text, stand_in))
        if after is not None and after != shape:
            yield text, _PART


def _blind() -> Iterator[tuple[str, float]]:
    for place, form in enumerate(_OF_TENSORS):
        yield f"{{}}.{form}", _FORM - _PER_COST - 0.02 * place
    yield from ((text, _PART) for text in _PARTS)
