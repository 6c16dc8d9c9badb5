"""Lengths that a step lets be: what it gives is longer than what it was given, or is cut where it is too long only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.size_axis import size_read
from shapefault.faults.rewrite.bench import fix, insert_before, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.faults.rewrite.samples.padding_line import padding_line
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.witness import Held
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import Function, callee

_CUT_BACK, _LIKELY, _PADDED, _SHORTER = 0.62, 0.06, 0.4, 0.18
"""The second is taken off where it is longer by another number than the sizes that met, as samples differ.

The last is added where the last one that was measured is shorter than the limit.
"""


def lengths(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """What a function returns cut to the length of its argument; the padding that goes with a cut."""
    del trace
    if isinstance(scope.node, Function):
        yield from _returned(scope, scope.node)
        for part in scope.parts:
            if isinstance(part, ast.If) and not part.orelse:
                yield from _padded(scope, part)


def _returned(scope: Scope, function: Function) -> Iterator[Fix]:
    """``return irfft(spectrum, n)`` of a longer ``n`` than the waveform has: ``[..., : waveform.shape[-1]]`` of it."""
    given = scope.names.get("return")
    ends = [part for part in scope.parts if isinstance(part, ast.Return) and part.value is not None]
    gaps = {abs(a - b) for a, b in scope.pairs}
    of_data = scope.stage in (Stage.DATA_LOADING, Stage.AUGMENTATION)
    for argument in function.args.args if given is not None and len(ends) == 1 else ():
        axis, gap = _longer(given, scope.held(argument.arg))
        value = ends[0].value
        if value is not None and (gap in gaps or (gap and of_data)):
            at = ":, " * axis
            edit = wrapped(scope.source, value, f"{{}}[{at}:{argument.arg}.shape[{axis}]]")
            worth = _CUT_BACK - _LIKELY * (gap not in gaps)
            yield fix(f"return no more than {argument.arg} has", edit, worth, stage=scope.stage or Stage.RESHAPE)


def _longer(given: Held | None, argument: Held | None) -> tuple[int, int]:
    """The one axis along which a tensor has more than another, and how much; nothing more where there is none."""
    one, other = (held.value if held is not None else None for held in (given, argument))
    if not isinstance(one, tuple) or not isinstance(other, tuple) or len(one) != len(other):
        return 0, 0
    apart = [(axis, a - b) for axis, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return apart[0] if len(apart) == 1 and apart[0][1] > 0 else (0, 0)


def _padded(scope: Scope, part: ast.If) -> Iterator[Fix]:
    """``if len(x) > n: x = x[a : a + n]``: padded to ``n`` before it, for what is shorter."""
    sizes = _compared(part.test)
    read = _measured(sizes[0]) if sizes is not None else None
    if sizes is None or read is None or not any(_cuts(node, read[0]) for node in part.body):
        return
    name, axis = read
    size, most = (scope.source.span(node).text for node in sizes)
    held = scope.held(name)
    kind, shape = (held.kind, held.value) if held is not None else ("Tensor", None)
    rank = len(shape) if isinstance(shape, tuple) else 1
    line = padding_line(scope.source, name, kind, axis, f"max(0, {most} - {size})", rank)
    if not line:
        return
    of_data = enclosing(part, ast.ClassDef) is not None
    stage = scope.stage or (Stage.DATA_LOADING if of_data else None)
    last, bound = (shape[axis] if isinstance(shape, tuple) and axis < rank else shape), scope.held(most)
    short = isinstance(last, int) and bound is not None and isinstance(bound.value, int) and last < bound.value
    worth = _PADDED + _SHORTER * short
    yield fix(f"pad {name} to {most} as well as cut it", insert_before(scope.source, part, line), worth, stage=stage)


def _compared(test: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The size that is measured and the limit that it is above."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if isinstance(test.ops[0], ast.Gt | ast.GtE):
        return test.left, test.comparators[0]
    return (test.comparators[0], test.left) if isinstance(test.ops[0], ast.Lt | ast.LtE) else None


def _measured(size: ast.expr) -> tuple[str, int] | None:
    """Whose size it is, and along which axis: ``x`` of ``len(x)``, ``x.shape[0]``, ``x.size(0)``, ``x.numel()``."""
    read = size_read(size)
    of, axis = (read[0], whole_number(read[1])) if read is not None else (None, 0)
    if of is None and isinstance(size, ast.Call) and callee(size) == "len" and size.args:
        of = size.args[0]
    elif of is None and isinstance(size, ast.Call) and callee(size) == "numel" and isinstance(size.func, ast.Attribute):
        of = size.func.value
    return (of.id, axis) if isinstance(of, ast.Name) and axis is not None and axis >= 0 else None


def _cuts(statement: ast.stmt, name: str) -> bool:
    """Whether the statement gives ``name`` a part of itself."""
    return (
        isinstance(statement, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in statement.targets)
        and isinstance(statement.value, ast.Subscript)
        and any(isinstance(part, ast.Slice) for part in walk(statement.value.slice))
    )
