"""The program's own parameters and buffers: where ``self.w = nn.Parameter(torch.randn(a, b))`` says their sizes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.behind import ancestors
from shapefault.faults.rewrite.bench import bench_of, exchange, fix
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.retarget import retarget

_MAKERS = {
    "rand", "randn", "zeros", "ones", "empty", "full", "Tensor", "FloatTensor", "normal", "randint", "eye",
}  # fmt: skip


def name_of(trace: Trace, tensor: Any) -> str | None:
    """The attribute of a running module that holds the parameter or buffer behind a stand-in."""
    replay = trace.replay
    if replay is None:
        return None
    back = {id(stand_in): real for real, stand_in in replay.stand_ins.items()}
    chain = [tensor, *(t for r in ancestors(trace.records, tensor)[:3] for t in r.args if is_tensor(t))]
    for call in reversed(trace.crash.model_calls):
        tables = [getattr(call.module, t, {}) or {} for t in ("_parameters", "_buffers")]
        own: dict[int, str] = {id(v): k for table in tables for k, v in table.items() if v is not None}
        for item in chain:
            found = own.get(back.get(id(item), -1))
            if found is not None:
                return found
    return None


def makers(trace: Trace, name: str, shape: Shape) -> list[tuple[Source, list[ast.expr]]]:
    """The size arguments of the calls that make the tensor kept as ``name``."""
    found = []
    for place in bench_of(trace).project.attributes.get(name, []):
        for node in walk(place.node):
            sizes = _sizes(node)
            if sizes is not None and len(sizes) == len(shape):
                found.append((place.source, sizes))
    return found


def _sizes(node: ast.AST) -> list[ast.expr] | None:
    if not isinstance(node, ast.Call):
        return None
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called not in _MAKERS or not node.args:
        return None
    first = node.args[0]
    return list(first.elts) if isinstance(first, ast.Tuple | ast.List) else list(node.args)


def resized(trace: Trace, tensor: Any, shape: Shape, axis: int, new: int, prior: float) -> Iterator[Fix]:
    """The parameter made with ``new`` on ``axis``; the literal behind the size is changed."""
    name = name_of(trace, tensor)
    if name is None:
        return
    for source, nodes in makers(trace, name, shape):
        if not _agrees(trace, source, nodes, shape):
            continue
        why = f"{name} has {shape[axis]} on axis {axis}, {new} arrive"
        for target in retarget(bench_of(trace).resolver, source, nodes[axis], shape[axis], new):
            yield fix(f"make {name} with {new}", target.edits, prior - 0.05 * min(target.hops, 3),
                      stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip


def swapped_sizes(trace: Trace, tensor: Any, shape: Shape, a: int, b: int, prior: float) -> Iterator[Fix]:
    """The parameter made with two of its sizes in the other order."""
    name = name_of(trace, tensor)
    if name is None:
        return
    for source, nodes in makers(trace, name, shape):
        if not _agrees(trace, source, nodes, shape):
            continue
        edits = exchange(source, nodes[a], nodes[b])
        yield fix(f"make {name} with its sizes the other way round", edits, prior, stage=Stage.LAYER_CONFIG,
                  why=f"the sizes of {name} are in the other order")  # fmt: skip


def _agrees(trace: Trace, source: Source, nodes: list[ast.expr], shape: Shape) -> bool:
    """Whether no literal contradicts the shape."""
    for node, size in zip(nodes, shape, strict=True):
        values = bench_of(trace).resolver.values(source, node)
        if values and size not in values:
            return False
    return True
