"""Layers run in a loop that all read what came in first: ``out = layer(x)`` without ``x = out`` behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, insert_after
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor
from shapefault.source.files import enclosing, statement_of
from shapefault.source.nodes import walk


def carried_value(trace: Trace, prior: float) -> Iterator[Fix]:
    """``x = out`` behind the call of a layer in such a loop, where nothing else in the loop reads ``out``."""
    for frame in trace.user_frames():
        call, source = frame.site.node(), frame.site.source()
        loop = enclosing(call, ast.For) if call is not None else None
        statement = statement_of(call) if call is not None else None
        if source is None or not isinstance(loop, ast.For) or not isinstance(statement, ast.Assign):
            continue
        made = statement.targets[0]
        out = made.elts[0] if isinstance(made, ast.Tuple) and made.elts else made
        if not isinstance(call, ast.Call) or not isinstance(out, ast.Name) or statement not in loop.body:
            continue
        named = [n for n in walk(loop) if isinstance(n, ast.Name)]
        bound = {n.id for n in named if isinstance(n.ctx, ast.Store)}
        if any(n.id == out.id and isinstance(n.ctx, ast.Load) for n in named):
            continue
        for given in call.args:
            if not isinstance(given, ast.Name) or given.id in bound or not is_tensor(frame.names.get(given.id)):
                continue
            line = f"{given.id} = {out.id}"
            yield fix(
                f"give each layer what the one before made, {line}", insert_after(source, statement, line), prior,
                stage=Stage.LAYER_CONFIG, why=f"every layer of the loop is given {given.id} as it came",
            )  # fmt: skip
