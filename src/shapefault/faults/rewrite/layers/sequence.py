"""Sequence layers: what they were given when they failed, and the switch that says which axis is the batch."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault import ops
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import says, set_keyword
from shapefault.faults.rewrite.layers.constructor import constructor
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee, default_of

RECURRENT = ("lstm", "gru", "rnn", "lstm_cell", "gru_cell", "rnn_cell")
LAYOUT = "batch_first"
_HANDED, _MEANT = 0.02, 0.3
"""What the evidence for the other order loses where a call hands on what its function was given, and where
``batch_first=True`` was written: somebody meant it.
"""


def builders(trace: Trace, module: Any) -> list[tuple[Any, CallPlace]]:
    """The layers around ``module`` that take ``batch_first``, with the calls that built them, innermost first."""
    found: list[tuple[Any, CallPlace]] = []
    running = [c.module for c in reversed(trace.crash.calls)]
    if module not in running:
        running.insert(0, module)
    for layer in running:
        if not hasattr(layer, LAYOUT) and type(layer).__name__ not in _STACKS:
            continue
        if type(layer).__name__ == "MultiheadAttention" and constructor(layer) is None and len(running) > 1:
            continue  # a Transformer layer built it
        for call in _calls(trace, layer):
            found.append((layer, call))
    return found


_STACKS = {
    "TransformerEncoderLayer", "TransformerDecoderLayer", "Transformer", "LSTM", "GRU", "RNN", "MultiheadAttention",
}  # fmt: skip


def _calls(trace: Trace, layer: Any) -> list[CallPlace]:
    """The call that built a layer; for one that was copied, the program's calls of its class."""
    name = type(layer).__name__
    call = constructor(layer)
    if call is not None and callee(call.node) == name:
        return [call]
    if not type(layer).__module__.startswith("torch.nn"):
        return []
    written = bench_of(trace).project.calls.get(name, [])
    return written if len(written) <= 2 else []


def other_layout(trace: Trace, module: Any, prior: float, *, why: str = "", meant: bool = True) -> Iterator[Fix]:
    """Build the layer for the other order of batch and time; ``meant``: what is written is believed to be so."""
    for layer, call in builders(trace, module)[:2]:
        now, handed = reads_batch(layer), _handed_on(call)
        name = type(layer).__name__
        worth = prior - (_MEANT if now and meant else 0.0)
        why = why or (f"{name} reads the first axis as {'the batch' if now else 'time'}, it is the other one")
        title, edit = f"build {name} with batch_first={not now}", set_keyword(call, LAYOUT, str(not now))
        yield fix(title, edit, worth - (_HANDED if handed else 0.0), stage=Stage.LAYER_CONFIG, why=why)
        function = enclosing(call.node, ast.FunctionDef)
        if handed is None or not isinstance(function, ast.FunctionDef):
            continue
        default = default_of(function, handed.id)
        if isinstance(default, ast.Constant) and bool(default.value) is now:
            yield fix(f"let {handed.id} be {not now} by default", Edit(call.source.span(default), str(not now)),
                      worth - 0.01, stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip


def said_outright(trace: Trace, module: Any) -> bool:
    """Whether the program itself says ``batch_first=True`` where the layer, or what it is a part of, is built."""
    return any(says(call.node, LAYOUT) for _, call in builders(trace, module))


def _handed_on(call: CallPlace) -> ast.Name | None:
    """The name, where the call hands on what its function was given: that is decided further out."""
    given = next((k.value for k in call.node.keywords if k.arg == LAYOUT), None)
    return given if isinstance(given, ast.Name) else None


def reads_batch(layer: Any) -> bool:
    """Whether a layer is built with ``batch_first``."""
    return bool(getattr(layer, LAYOUT, _inner_layout(layer)))


def turned(trace: Trace, tensor: Any) -> bool:
    """Whether the program itself exchanges the first two axes on the way to ``tensor``."""
    for record in trace.journey(tensor)[:8] if tensor is not None else ():
        if ops.canonical(record.name) not in ("permute", "transpose", "t", "swapaxes"):
            continue
        listed = record.args[1] if len(record.args) == 2 and isinstance(record.args[1], list | tuple) else ()
        given = [a for a in (*record.args[1:], *listed) if isinstance(a, int)]
        if given[:2] in ([1, 0], [0, 1]):
            return True
    return False


def feature_owner(trace: Trace, mismatch: Mismatch, role: str) -> tuple[Any, str] | None:
    """The layer that decided the features of a sequence, and its parameter; moving other axes changes nothing."""
    names = {"linear": "out_features", "embedding": "embedding_dim", "lstm": "hidden_size", "gru": "hidden_size"}
    tensor = mismatch.tensor(role)
    for record in trace.journey(tensor)[:40] if tensor is not None else ():
        first = next((shape_of(t) for t in (record.out if isinstance(record.out, tuple) else (record.out,))), None)
        name = names.get(ops.canonical(record.name))
        if name is not None and hasattr(record.module, name):
            return record.module, name
        given = next((record.in_shapes.get(id(a)) for a in record.args if id(a) in record.in_shapes), None)
        if first is None or given is None or not first or not given or first[-1] != given[-1]:
            return None
    return None


def _inner_layout(layer: Any) -> bool:
    for part in layer.modules():
        if part is not layer and hasattr(part, LAYOUT):
            return bool(part.batch_first)
    return False


def swapped(shape: Shape) -> Shape:
    """A sequence's shape in the other order of batch and time."""
    return (shape[1], shape[0], *shape[2:]) if len(shape) >= 3 else shape


def fits_otherwise(mismatch: Mismatch, roles: tuple[str, ...]) -> bool:
    """Whether all requirements hold when the sequences ``roles`` are read with the first two axes exchanged."""
    shapes = {r: swapped(o.shape) if r in roles else o.shape for r, o in mismatch.operands.items()}
    return all(r.holds for r in ops.check(mismatch.op, shapes, mismatch.params))


def reads_batch_first(trace: Trace) -> bool | None:
    """What the code behind the failing call takes as the batch: ``out[:, -1]`` and ``out.mean(1)`` say axis 0."""
    node, source = trace.crash.expression, trace.source()
    if node is None or source is None:
        return None
    statement = getattr(node, "_shapefault_parent", None)
    while statement is not None and not isinstance(statement, ast.stmt):
        statement = getattr(statement, "_shapefault_parent", None)
    if not isinstance(statement, ast.Assign):
        return None
    target = statement.targets[0]
    first = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
    if not isinstance(first, ast.Name):
        return None
    for part in source.nodes:
        axis = _reduced(part, first.id) if getattr(part, "lineno", 0) >= statement.lineno else None
        if axis in (0, 1):
            return axis == 1
        if (
            isinstance(part, ast.Subscript)
            and isinstance(part.value, ast.Name)
            and part.value.id == first.id
            and part.lineno >= statement.lineno
        ):
            index = part.slice
            if isinstance(index, ast.Tuple) and index.elts and isinstance(index.elts[0], ast.Slice):
                return True
            if isinstance(index, ast.UnaryOp | ast.Constant):
                return False
    return None


def _reduced(node: ast.AST, name: str) -> int | None:
    """The axis over which ``name`` is reduced by a call: 1 of ``name.mean(1)``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if callee(node) not in ("mean", "sum", "max", "amax", "logsumexp") or ast.unparse(node.func.value) != name:
        return None
    given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "dim")]
    return given[0].value if given and isinstance(given[0], ast.Constant) and type(given[0].value) is int else None


def batch_expression(trace: Trace, frame: Frame, size: int, line: int, prefer: tuple[str, ...] = ()) -> str | None:
    """How to write the size of the batch in ``frame`` above ``line``: ``x.size(0)`` of a tensor that is at hand."""

    function = frame.function()
    if function is None:
        return None
    parameters = [a.arg for a in function.args.args] if isinstance(function, ast.FunctionDef) else []
    bound = {
        n.id: n.lineno
        for n in walk(function)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n.lineno < line
    }
    names = [n for n in (*prefer, *parameters, *bound) if n in parameters or n in bound]
    values = frame.frame.f_locals
    for axis in (0, 1):
        for name in names:
            shape = shape_of(values.get(name)) or ()
            if len(shape) > axis and shape[axis] == size:
                return f"{name}.size({axis})"
    return None
