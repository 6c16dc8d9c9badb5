"""Code that had no part in the crash: the bodies of modules of which the program built none."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache

from shapefault.model import Fix, Span
from shapefault.observe.hooks import recorded_modules
from shapefault.source.files import source_of
from shapefault.source.modules import modules_of


def without_unbuilt(fixes: Iterable[Fix]) -> Iterator[Fix]:
    """The fixes that edit nothing but code which can have run, as far as that is known."""
    kinds = {kind for module in recorded_modules() for kind in type(module).__mro__}
    for fix in fixes:
        if not kinds or not any(_unbuilt(edit.span, kinds) for edit in fix.edits):
            yield fix


def _unbuilt(span: Span, kinds: set[type]) -> bool:
    """Whether the span lies in a class of modules that is none of ``kinds`` and no base of one."""
    name = _class_around(span.file, span.start)
    if name is None:
        return False
    torch = sys.modules["torch"]
    found = [kind for module in modules_of(span.file) if isinstance(kind := vars(module).get(name), type)]
    return bool(found) and all(issubclass(kind, torch.nn.Module) and kind not in kinds for kind in found)


@lru_cache(maxsize=1024)
def _class_around(file: str, start: tuple[int, int]) -> str | None:
    """The class of the module's own level that a place stands in."""
    source = source_of(file)
    node = source.top_at(start[0]) if source is not None else None
    return node.name if isinstance(node, ast.ClassDef) else None
