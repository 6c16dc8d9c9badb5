"""``sum(1)`` for ``sum()``: the axis of a reduction on a suspect line, where none was said, or another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reduced_axis import REDUCE
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.keywords import given, set_keyword
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix
from shapefault.source.project import CallPlace, callee

_NONE_SAID, _ANOTHER, _KEPT = 0.42, 0.34, 0.3
_OF_ARRAYS = (REDUCE - {"median", "select"}) | {"any"}
_REDUCTIONS = _OF_ARRAYS - {"max", "min"}


def said_axes(scope: Scope, call: ast.Call) -> Iterator[Fix]:
    """The axes of the tensor that is reduced, the last first; and the axis kept."""
    name = callee(call)
    if not isinstance(call.func, ast.Attribute) or name not in _OF_ARRAYS:
        return
    own = scope.told(call.func.value)
    method = own is not None and own.kind in ("Tensor", "ndarray")
    held = own if method else scope.told(call.args[0]) if call.args else None
    if held is None or not isinstance(held.value, tuple) or len(held.value) < 1:
        return
    array = held.kind == "ndarray"
    if not array and name not in _REDUCTIONS:
        return
    word, kept = ("axis", "keepdims") if array else ("dim", "keepdim")
    place = CallPlace(scope.source, call)
    said = given(call, 0 if method else 1, "dim") or given(call, 0 if method else 1, "axis")
    for axis in reversed(range(len(held.value))):
        if said is None:
            title = f"take the {name} over axis {axis} alone"
            yield fix(title, set_keyword(place, word, str(axis)), _NONE_SAID - 0.01 * axis)
        elif ast.unparse(said) not in (str(axis), str(axis - len(held.value))):
            title = f"take the {name} over axis {axis}"
            yield fix(title, Edit(scope.source.span(said), str(axis)), _ANOTHER)
    if said is not None and given(call, 2, kept) is None:
        yield fix("keep the axis that is reduced", set_keyword(place, kept, "True"), _KEPT)
