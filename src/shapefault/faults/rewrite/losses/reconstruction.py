"""A reconstruction longer than what it is made of: strides were rounded up on the way down."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import method_of

_CHANNELS = 2
"""The first axis behind the batch and the channels."""
_ONE_INPUT = 2
"""The parameters of a ``forward`` that takes one tensor."""
_SINGLE = 0.14
"""What it loses where one row is too many: a layer can be built to give one less."""


def cut_to_input(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``out[..., :x.shape[-1]]`` where ``out = net(x)`` is compared with ``x``."""
    first, second = mismatch.operands["input"].shape, mismatch.operands["target"].shape
    longer = [axis for axis, (a, b) in enumerate(zip(first, second, strict=False)) if a > b]
    same = len(first) == len(second) and all(a >= b for a, b in zip(first, second, strict=True))
    if not same or not longer or longer != list(range(len(first) - len(longer), len(first))) or longer[0] < _CHANNELS:
        return
    output, target = crash_argument(trace, mismatch, "input"), crash_argument(trace, mismatch, "target")
    user = trace.crash.user
    scope = trace.function()
    if output is None or target is None or user is None or scope is None or not isinstance(target[1], ast.Name):
        return
    source, node = output
    made = bound_once(scope, node.id) if isinstance(node, ast.Name) else node
    if not isinstance(made, ast.Call) or target[1].id not in [ast.unparse(a) for a in made.args]:
        return
    name = target[1].id
    places = [*_returned(trace, user.held(made.func)), (source, node, name), (source, made, name)]
    worth = prior - (_SINGLE if max(first[axis] - second[axis] for axis in longer) == 1 else 0.0)
    for number, (file, whole, given) in enumerate(places):
        ends = ", ".join(f":{given}.shape[{axis - len(first)}]" for axis in longer)
        yield fix("cut the reconstruction to the length of its input", wrapped(file, whole, f"{{}}[..., {ends}]"),
                  worth - 0.01 * number, stage=Stage.LAYER_CONFIG,
                  why=f"{shape_text(first)} come back of {shape_text(second)}")  # fmt: skip


def _returned(trace: Trace, model: object) -> Iterator[tuple[Source, ast.expr, str]]:
    """What the ``forward`` of the program's own model returns, with the name of what it is given."""
    source, cls = bench_of(trace).project.classes.get(type(model).__name__, (None, None))
    forward = method_of(cls, "forward") if cls is not None else None
    if source is None or forward is None or len(forward.args.args) != _ONE_INPUT:
        return
    returns = [n.value for n in walk(forward) if isinstance(n, ast.Return)]
    name = forward.args.args[1].arg
    bound = any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in walk(forward))
    if len(returns) == 1 and returns[0] is not None and not isinstance(returns[0], ast.Tuple) and not bound:
        yield source, returns[0], name
