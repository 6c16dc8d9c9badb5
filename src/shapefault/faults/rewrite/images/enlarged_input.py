"""A network that keeps the size of its input, and a pair of pictures that have not one size.

The small one is to be enlarged to a multiple of its own size before; where the sizes are no multiples, the picture that
is wanted is to be brought to the size of the one that is given.
"""

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
        other = _other(shape, met)
        if other is None:
            continue
        factor = other[0] // shape[2]
        if factor < 2 or other != (factor * shape[2], factor * shape[3]):
            why = f"the network keeps the size of its input, {shape[2]}×{shape[3]}, and {other[0]}×{other[1]} is wanted"
            yield from _opened(trace, prior, why, wanted=True)
            return
        why = f"the network keeps the size of its input, which is a {factor}th of what is wanted each way"
        yield from _opened(trace, prior, why)
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


def _other(given: Shape, met: list[Shape]) -> tuple[int, int] | None:
    """The sides of what meets a map of the sides that the model is given."""
    if len(met) != 2 or any(len(shape) != _MAP for shape in (given, *met)) or met[0][:2] != met[1][:2]:
        return None
    others = [shape for shape in met if shape[2:] != given[2:]]
    return (others[0][2], others[0][3]) if len(others) == 1 else None


def _opened(trace: Trace, prior: float, why: str, *, wanted: bool = False) -> Iterator[Fix]:
    """Of two pictures that a data set opens with PIL the one that it returns first, or the one that is wanted."""
    for source in bench_of(trace).project.sources:
        for function in source.nodes:
            if not isinstance(function, ast.FunctionDef) or function.name != "__getitem__":
                continue
            pair, opened = _returned(function), opened_in(function)
            if len(pair) != 2:
                continue
            name, other = reversed(pair) if wanted else pair
            if opened[other].lineno > opened[name].lineno:
                continue
            value = opened[name].value
            text = f"{source.span(value).text}.resize({other}.size, Image.BICUBIC)"
            yield fix(f"bring {name} to the size of {other}", Edit(source.span(value), text), prior,
                      stage=Stage.DATA_LOADING, why=why)  # fmt: skip


def _returned(function: ast.FunctionDef) -> list[str]:
    """The pictures that it opens, in the order in which it returns them."""
    opened = opened_in(function)
    ends = [node for node in walk(function) if isinstance(node, ast.Return) and node.value is not None]
    named = [n.id for end in ends[-1:] for n in ast.walk(end) if isinstance(n, ast.Name) and n.id in opened]
    return list(dict.fromkeys(named))


def opened_in(function: ast.FunctionDef) -> dict[str, ast.Assign]:
    """The names that a function gives to pictures which it opens with PIL, and where."""
    return {
        node.targets[0].id: node
        for node in walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _opens(node.value)
    }


def _opens(node: ast.expr) -> bool:
    """``Image.open(path)``, converted or not."""
    if isinstance(node, ast.Call) and callee(node) == "convert" and isinstance(node.func, ast.Attribute):
        return _opens(node.func.value)
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "Image.open"
