"""The calls with which a program decides the size of its pictures, and the numbers that it hands on to them."""

from __future__ import annotations

import ast
import re

from shapefault.faults.rewrite.bench import bench_of
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace, callee
from shapefault.source.scalars import literals

SIZING = {
    "Resize", "CenterCrop", "RandomCrop", "RandomResizedCrop", "FiveCrop", "TenCrop", "resize", "center_crop",
    "Scale", "thumbnail", "interpolate", "Upsample", "Pad", "crop",
}  # fmt: skip
_SIZES = re.compile(r"crop|resize|rescale|^scaled?$", re.IGNORECASE)
"""What a transform of the program's own is called."""
_NAMING = ("type", "name")
"""The keys under which settings name what is built of them."""
_HOPS = 4


def step_named(node: ast.AST) -> str:
    """What the settings that hold a value call a step of a pipeline: ``dict(type="Resize", size=(512, 512))``."""
    call, entries = enclosing(node, ast.Call), enclosing(node, ast.Dict)
    told: list[ast.expr] = []
    if isinstance(call, ast.Call) and callee(call) == "dict":
        told = [keyword.value for keyword in call.keywords if keyword.arg in _NAMING]
    elif isinstance(entries, ast.Dict):
        pairs = zip(entries.keys, entries.values, strict=True)
        told = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value in _NAMING]
    return next((v.value for v in told if isinstance(v, ast.Constant) and isinstance(v.value, str)), "")


def decides_size(name: str) -> bool:
    """Whether a call of this name decides how large a picture or a volume is: ``Resized``, ``RandSpatialCropd``."""
    return name in SIZING or _SIZES.search(name) is not None


def transform_calls(trace: Trace) -> list[CallPlace]:
    """The calls in the program that build an image transform deciding a size."""
    calls = bench_of(trace).project.calls
    return [c for name in SIZING for c in calls.get(name, []) if name[:1].isupper()]


def given_to_transforms(trace: Trace) -> set[int]:
    """The literals, by id, that the program hands on to a transform that decides a size: ``Resize((opt.h, opt.w))``."""
    bench, found = bench_of(trace), set[int]()
    project, resolver = bench.project, bench.resolver
    own = [c for name in project.classes if decides_size(name) for c in project.calls.get(name, [])]
    for call in (*transform_calls(trace), *own):
        waiting = [(call.source, argument, 0) for argument in (*call.node.args, *(k.value for k in call.node.keywords))]
        while waiting:
            source, node, depth = waiting.pop()
            if isinstance(node, ast.Tuple | ast.List):
                waiting += [(source, part, depth) for part in node.elts]
                continue
            found |= {id(leaf.place.node) for term in resolver.resolve(source, node) for leaf in literals(term)}
            if isinstance(node, ast.Name | ast.Attribute) and depth < _HOPS:
                waiting += [(p.source, p.node, depth + 1) for p in resolver.definitions(source, node)]
    return found
