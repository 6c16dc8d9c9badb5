"""Height and width taken in each other's order: ``w, h = array.shape[:2]``, ``h, w = picture.size``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace

_WIDTH = re.compile(r"^(w|width|img_?w|image_?width|ww?|cols)\d?$", re.IGNORECASE)
_HEIGHT = re.compile(r"^(h|height|img_?h|image_?height|hh?|rows)\d?$", re.IGNORECASE)


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
            shape = _is_shape(node.value)
            if (width_first and shape) or (height_first and _is_size(node.value)):
                what = "an array's shape is (height, width)" if shape else "a picture's size is (width, height)"
                edits = exchange(source, names.elts[0], names.elts[1])
                yield fix(f"take {second} first, then {first}", edits, prior, stage=Stage.AUGMENTATION, why=what)


def _is_shape(value: ast.expr) -> bool:
    """``x.shape[:2]`` and ``x.shape[-2:]``; the whole of a shape may be of anything."""
    if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Slice):
        return False
    return isinstance(value.value, ast.Attribute) and value.value.attr == "shape"


def _is_size(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and value.attr == "size"
