"""A word that chooses, ``target_type="landmarks"``, where the program compares it with another: ``== "heatmap"``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.faults.rewrite.state.variants import alternatives
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.project import Place

_CHOSEN, _FURTHER = 0.44, 0.03
_MOST = 40
"""How many words of a scope are looked at."""
_OF_NO_SIZE = ("device", "name", "path", "folder", "file", "root", "title", "label", "help", "type", "key", "id")


def words(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each word that has a name, and the other values that the program knows for that name."""
    named = 0
    for part in scope.parts:
        if not isinstance(part, ast.Constant) or not isinstance(part.value, str) or not part.value.isprintable():
            continue
        place = Place(scope.source, part)
        name = own_name(place)
        if not name or name in _OF_NO_SIZE or named >= _MOST:
            continue
        named += 1
        quote = scope.source.span(part).text[:1]
        for rank, other in enumerate(alternatives(trace, part.value, name, place)):
            yield fix(
                f"change {name} from {part.value!r} to {other!r}",
                Edit(scope.source.span(part), f"{quote}{other}{quote}"), _CHOSEN - _FURTHER * rank,
            )  # fmt: skip
