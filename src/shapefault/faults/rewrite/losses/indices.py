"""Index values that a table does not have: where they come from, and how the program can keep them in range."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.operands import places, root_places
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_FILLS = ("pad", "fill", "value", "full", "unk", "mask")
_LENGTHS = ("len", "block", "ctx", "context", "pos", "max", "seq")


def is_positions(trace: Trace, mismatch: Mismatch) -> bool:
    """Whether the indices count the places of a sequence: they come from ``arange``."""
    tensor = mismatch.tensor("input")
    names = [ops.canonical(r.name) for r in trace.journey(tensor)[:10]] if tensor is not None else []
    if "arange" in names:
        return True
    for place in places(trace, mismatch, "input")[:3]:
        text = ast.unparse(place.node)
        if "arange" in text or "range(" in text or "position" in text.lower():
            return True
    return "arange" in ast.unparse(trace.crash.expression) if trace.crash.expression is not None else False


def counted_from_one(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Indices that begin at 1, made to begin at 0 where they are handed on."""
    for place in places(trace, mismatch, "input")[:4]:
        yield fix(
            "count from 0, not from 1",
            place.edit("{} - 1"),
            prior - 0.02 * place.level - (0.03 if place.kind != "use" else 0.0),
            stage=Stage.DATA_LOADING,
            why="the indices begin at 1, rows of a table at 0",
        )


def padded_with(trace: Trace, low: int, prior: float) -> Iterator[Fix]:
    """A negative number used for padding, written somewhere in the program: 0 instead."""
    made = 0
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not (
                isinstance(node, ast.UnaryOp)
                and isinstance(node.op, ast.USub)
                and isinstance(node.operand, ast.Constant)
                and node.operand.value == -low
            ):
                continue
            name = _label(node)
            if not name:
                continue
            made += 1
            fills = any(word in name.lower() for word in _FILLS)
            yield fix(
                f"use 0 for padding, not {low}",
                Edit(source.span(node), "0"),
                prior if fills else prior - 0.2,
                stage=Stage.DATA_LOADING,
                why=f"{low} is no row of a table",
            )
            if made >= 5:
                return


def _label(node: ast.expr) -> str:
    around = getattr(node, "_shapefault_parent", None)
    if isinstance(around, ast.keyword):
        return around.arg or ""
    if isinstance(around, ast.Assign):
        return ast.unparse(around.targets[0])
    if isinstance(around, ast.Call):
        return callee(around)
    if isinstance(around, ast.Dict):
        return next((ast.unparse(k) for k, v in zip(around.keys, around.values, strict=True) if v is node and k), "")
    if isinstance(around, ast.arguments):
        return "default value"
    if isinstance(around, ast.List | ast.BinOp):
        return "pad"
    return ""


def last_places(trace: Trace, rows: int, prior: float) -> Iterator[Fix]:
    """Hand only the last ``rows`` places of a growing sequence to the model."""
    root = trace.root
    if root is None:
        return
    for number, place in enumerate(root_places(trace, 0)[:3]):
        if place.kind != "use":
            continue
        size = _named(trace, rows)
        yield fix(
            f"hand on the last {rows} places only",
            place.edit(f"{{}}[:, -{size}:]"),
            prior - 0.05 * number,
            stage=Stage.RESHAPE,
            why=f"the model has {rows} places",
        )


def _named(trace: Trace, value: int) -> str:
    """A name of the calling frame that stands for ``value``, else the number."""
    root = trace.root
    above = [f for f in trace.crash.frames[: root.depth] if f.is_user] if root is not None else []
    if above:
        scope = above[-1].names
        names = [n for n, v in scope.items() if type(v) is int and v == value and not n.startswith("_")]
        better = [n for n in names if any(word in n.lower() for word in _LENGTHS)]
        if better:
            return better[0]
    return str(value)


def in_loop(trace: Trace) -> bool:
    """Whether the model is called in a loop of its own output: the calling function concatenates and trains nothing."""
    root = trace.root
    above = [f for f in trace.crash.frames[: root.depth] if f.is_user] if root is not None else []
    if not above:
        return False
    from shapefault.source.frames import function_node

    source = above[-1].site.source()
    function = function_node(source, above[-1].site.code) if source is not None else None
    if function is None:
        return False
    names = {callee(n) for n in walk(function) if isinstance(n, ast.Call)}
    return bool(names & {"cat", "concat", "hstack"}) and "backward" not in names
