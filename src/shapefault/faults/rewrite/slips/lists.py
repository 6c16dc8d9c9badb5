"""A list of numbers with more entries, or fewer: ``widths=(32, 64)`` for ``(32, 64, 64, 64)``, one level less.

A list that others are joined to, without them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent

_SHORTER, _FURTHER, _LONGER, _FITS = 0.34, 0.02, 0.3, 0.1
"""The last is for as many entries as one of two sizes that met has to be halved to give the other."""
_MOST_LESS = 2
_OF_AXES = re.compile(r"dim|axes|axis|size|shape|side|mean|std|crop", re.IGNORECASE)
"""What a list is called that has an entry for each axis or channel."""


def lists(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each list of whole numbers that is assigned, a default or handed on, without its last or first, or with more."""
    del trace
    halvings = {(a // b).bit_length() - 1 for a, b in scope.pairs if b and a % b == 0 and (a // b).bit_count() == 1}
    for part in scope.parts:
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            yield from _joined(scope, part)
        if not isinstance(part, ast.Tuple | ast.List) or not isinstance(part.ctx, ast.Load):
            continue
        numbers = [whole_number(entry) for entry in part.elts]
        if len(numbers) < 2 or None in numbers:
            continue
        yield from _in_proportion(scope, part, [n for n in numbers if n is not None])
        if not _named(part):
            continue
        span = scope.source.span(part)
        entries = [scope.source.span(entry).text for entry in part.elts]
        for less in range(1, min(_MOST_LESS, len(entries) - 1) + 1):
            for kept, place in ((entries[:-less], "last"), (entries[less:], "first")):
                title = f"leave out the {place} {'entry' if less == 1 else f'{less} entries'} of {span.text}"
                edit = Edit(span, _listed(part, kept))
                worth = _SHORTER - _FURTHER * (less - 1) + _FITS * (less in halvings)
                yield fix(title, edit, worth, stage=Stage.LAYER_CONFIG)
        last, before = numbers[-1], numbers[-2]
        assert last is not None
        grows = before is not None and last == 2 * before
        edit = Edit(span, _listed(part, [*entries, str(2 * last if grows else last)]))
        yield fix(f"one entry more in {span.text}", edit, _LONGER + _FITS * (1 in halvings), stage=Stage.LAYER_CONFIG)


def _joined(scope: Scope, part: ast.BinOp) -> Iterator[Fix]:
    """``NAMES`` for ``["none"] + NAMES``."""
    for one, kept in ((part.left, part.right), (part.right, part.left)):
        span, rest = scope.source.span(one), scope.source.span(kept)
        if isinstance(one, ast.List | ast.Tuple) and "\n" not in span.text + rest.text:
            yield fix(f"leave out {span.text}", Edit(scope.source.span(part), rest.text), _SHORTER)


def _in_proportion(scope: Scope, part: ast.Tuple | ast.List, numbers: list[int]) -> Iterator[Fix]:
    """All sizes of the list as many times larger or smaller as one of them, which met another, is than that."""
    for one, other in sorted(scope.pairs):
        if one > 0 and one in numbers and all(n * other % one == 0 and n * other >= one for n in numbers):
            entries = [str(n * other // one) for n in numbers]
            span = scope.source.span(part)
            title = f"change {span.text} to {', '.join(entries)}"
            yield fix(title, Edit(span, _listed(part, entries)), _SHORTER + _FITS, stage=Stage.LAYER_CONFIG)


def _named(part: ast.expr) -> bool:
    """Whether the list stands for itself: assigned to a name or a key, a default, an argument by name."""
    above = parent(part)
    if isinstance(above, ast.keyword):
        return above.arg is not None and not _OF_AXES.search(above.arg)
    if isinstance(above, ast.Assign):
        return not _OF_AXES.search(ast.unparse(above.targets[0]))
    return isinstance(above, ast.arguments | ast.Dict | ast.AnnAssign)


def _listed(part: ast.Tuple | ast.List, entries: list[str]) -> str:
    inside = ", ".join(entries)
    if isinstance(part, ast.List):
        return f"[{inside}]"
    return f"({inside},)" if len(entries) == 1 else f"({inside})"
