"""On a suspect line anything small is tried: each tensor in another form, each whole number, each size of a view.

Elsewhere a form is tried only where the failing call is known to take it, and a number where it says what is chosen.
That leaves out what a line means to those between it and the failing call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.slips.each_with_other import each_with_other
from shapefault.faults.rewrite.slips.numbers import names_no_size, near
from shapefault.faults.rewrite.slips.other_forms import other_forms
from shapefault.faults.rewrite.slips.places import Scope, left_open
from shapefault.faults.rewrite.slips.said_axes import said_axes
from shapefault.faults.suspects import Line, Suspects
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import CallPlace, callee

_SUSPECT, _MOST_LINES = 0.03, 8
"""How likely a line has to be the one to change, and how many are looked at."""
_NUMBER, _PER_VALUE = 0.34, 0.03
_VIEW, _LEFT_OPEN = 0.36, 0.34
_SMALL = 4
_VIEWS = ("view", "reshape")


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
            yield from said_axes(scope, part)
        elif isinstance(part, ast.BinOp):
            yield from each_with_other(scope, part)
        if isinstance(part, ast.expr):
            yield from other_forms(scope, part, failing)


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
    named: ast.AST | None = node
    if isinstance(parent(node), ast.UnaryOp):
        named = parent(node)
    above = parent(named) if named is not None else None
    read = size_read(above) if above is not None else None
    return read is not None and read[1] is named


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
