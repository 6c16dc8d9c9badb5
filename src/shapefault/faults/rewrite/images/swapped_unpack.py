"""Height and width taken in each other's order: ``w, h = array.shape[:2]``, ``h, w = picture.size``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee, method_of

_WIDTH = re.compile(r"^(w|width|img_?w|image_?width|ww?|cols)\d?$", re.IGNORECASE)
_HEIGHT = re.compile(r"^(h|height|img_?h|image_?height|hh?|rows)\d?$", re.IGNORECASE)

_ACROSS = re.compile(r"(x|horz|horizontal|left|cols?|w|width)$")
_DOWN = re.compile(r"(y|vert|vertical|top|rows?|h|height)$")


def swapped_unpack(trace: Trace, prior: float) -> Iterator[Fix]:
    """The two names exchanged: an array's shape begins with its height, a picture's size with its width."""
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            names = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
            if not isinstance(names, ast.Tuple) or len(names.elts) < 2 or not isinstance(node, ast.Assign):
                continue
            first, second = (name.id if isinstance(name, ast.Name) else "" for name in names.elts[:2])
            width_first = bool(_WIDTH.match(first) and _HEIGHT.match(second))
            height_first = bool(_HEIGHT.match(first) and _WIDTH.match(second))
            if edits := _returned_otherwise(source, node):
                yield fix(f"take {second} first, then {first}", edits, prior, stage=Stage.AUGMENTATION,
                          why="what the function gives first goes down, not across")  # fmt: skip
            shape = _is_shape(node.value)
            if (width_first and shape) or (height_first and _is_size(node.value)):
                what = "an array's shape is (height, width)" if shape else "a picture's size is (width, height)"
                edits = exchange(source, names.elts[0], names.elts[1])
                yield fix(f"take {second} first, then {first}", edits, prior, stage=Stage.AUGMENTATION, why=what)


def _returned_otherwise(source: Source, node: ast.Assign) -> tuple[Edit, ...]:
    """The exchange of ``x, y = self.origin(size)`` where the class' own function returns the vertical number first."""
    names, call = node.targets[0], node.value
    cls = enclosing(node, ast.ClassDef)
    own = method_of(cls, callee(call)) if isinstance(cls, ast.ClassDef) and isinstance(call, ast.Call) else None
    ends = [n.value for n in walk(own) if isinstance(n, ast.Return)] if own is not None else []
    given = ends[0].elts if len(ends) == 1 and isinstance(ends[0], ast.Tuple) else []
    if not isinstance(names, ast.Tuple) or len(given) != 2 or len(names.elts) != 2:
        return ()
    taken, made = ([_direction(ast.unparse(part)) for part in parts] for parts in (names.elts, given))
    if 0 in taken or 0 in made or taken != made[::-1] or taken[0] == taken[1]:
        return ()
    return exchange(source, names.elts[0], names.elts[1])


def _direction(text: str) -> int:
    """1 for what goes across, -1 for what goes down, 0 for what tells neither."""
    words = re.findall(r"[a-z]+", text.lower())
    return any(_ACROSS.match(word) for word in words) - any(_DOWN.match(word) for word in words)


def _is_shape(value: ast.expr) -> bool:
    """``x.shape[:2]`` and ``x.shape[-2:]``; the whole of a shape may be of anything."""
    if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Slice):
        return False
    return isinstance(value.value, ast.Attribute) and value.value.attr == "shape"


def _is_size(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and value.attr == "size"
