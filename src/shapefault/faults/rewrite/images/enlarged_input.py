"""A network that keeps the size of its input is given the small picture of a pair: it is to be enlarged before."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_MAP = 4


def enlarged_input(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Where the samples are opened, as large as the other one of the pair; else where the model is called."""
    met = [operand.shape for operand in mismatch.operands.values()]
    for source, given, shape in _given(trace):
        factor = _factor(shape, met)
        if factor is None:
            continue
        why = f"the network keeps the size of its input, which is a {factor}th of what is wanted each way"
        for own in bench_of(trace).project.sources:
            for node in own.nodes:
                if isinstance(node, ast.FunctionDef) and node.name == "__getitem__":
                    yield from _opened(own, node, prior, why)
        functional = names_bound(source, "torch.nn.functional", "torch.nn.functional")
        text = f'{functional}.interpolate({source.span(given).text}, scale_factor={factor}, mode="bicubic")'
        yield fix("enlarge the pictures before the network", Edit(source.span(given), text), prior - 0.03,
                  stage=Stage.DATA_LOADING, why=why)  # fmt: skip
        return


def _given(trace: Trace) -> Iterator[tuple[Source, ast.expr, Shape]]:
    """The pictures that the networks of the failing function were given, and their shapes."""
    frame = trace.crash.user
    source, function = (frame.site.source(), frame.function()) if frame is not None else (None, None)
    if frame is None or source is None or function is None:
        return
    for node in walk(function):
        if not isinstance(node, ast.Call) or len(node.args) != 1 or not isinstance(node.func, ast.Name):
            continue
        given = node.args[0]
        if isinstance(given, ast.Name) and hasattr(frame.names.get(node.func.id), "parameters"):
            shape = shape_of(frame.names.get(given.id))
            if shape is not None:
                yield source, given, shape


def _factor(given: Shape, met: list[Shape]) -> int | None:
    """How many times as large as what the model is given, and gives, the other picture is on both sides."""
    if len(met) != 2 or any(len(shape) != _MAP for shape in (given, *met)) or met[0][:2] != met[1][:2]:
        return None
    others = [shape for shape in met if shape[2:] != given[2:]]
    if len(others) != 1:
        return None
    (high, wide), factor = others[0][2:], others[0][2] // given[2]
    return factor if factor > 1 and (high, wide) == (factor * given[2], factor * given[3]) else None


def _opened(source: Source, function: ast.FunctionDef, prior: float, why: str) -> Iterator[Fix]:
    """Two pictures that are opened by PIL and returned: the one that is returned first."""
    opened = {
        node.targets[0].id: node
        for node in walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _opens(node.value)
    }
    ends = [node for node in walk(function) if isinstance(node, ast.Return) and node.value is not None]
    named = [n.id for end in ends[-1:] for n in ast.walk(end) if isinstance(n, ast.Name) and n.id in opened]
    pair = list(dict.fromkeys(named))
    modules = [n for n in source.nodes if isinstance(n, ast.ImportFrom) and n.module == "PIL"]
    if len(pair) != 2 or not modules or opened[pair[1]].lineno > opened[pair[0]].lineno:
        return
    value = opened[pair[0]].value
    text = f"{source.span(value).text}.resize({pair[1]}.size, Image.BICUBIC)"
    yield fix(f"enlarge {pair[0]} to the size of {pair[1]}", Edit(source.span(value), text), prior,
              stage=Stage.DATA_LOADING, why=why)  # fmt: skip


def _opens(node: ast.expr) -> bool:
    """``Image.open(path)``, converted or not."""
    if isinstance(node, ast.Call) and callee(node) == "convert" and isinstance(node.func, ast.Attribute):
        return _opens(node.func.value)
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "Image.open"
