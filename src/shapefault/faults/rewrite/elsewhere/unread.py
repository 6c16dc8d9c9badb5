"""A value that the function works out and never reads: a copied name stands where it was meant.

``h = n_h // n``, ``w = n_w // n``, ``x.reshape(b, n, h, n, h, c)``: the second ``h`` should be ``w``.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.losses.outputs import model_run
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.files import statement_of
from shapefault.source.frames import function_node
from shapefault.source.project import method_of

_MOST = 6


def never_read(trace: Trace, prior: float, *, stage: Stage = Stage.RESHAPE) -> Iterator[Fix]:
    """Each name of the failing statement exchanged for one that is bound above and read nowhere."""
    user, node, source = trace.crash.user, trace.crash.expression, trace.source()
    if user is None or node is None or source is None:
        return
    function = function_node(source, user.site.code)
    statement = statement_of(node)
    if not isinstance(function, ast.FunctionDef) or statement is None:
        return
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    read = {n.id for n in names if isinstance(n.ctx, ast.Load)}
    bound = {n.id for n in names if isinstance(n.ctx, ast.Store) and n.lineno < node.lineno}
    bound |= {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    values = user.frame.f_locals
    found: list[Fix] = []
    for unused in sorted(bound - read - {"self", "cls"}):
        if unused.startswith("_") or unused not in values:
            continue
        for used in [n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]:
            if not _exchangeable(values.get(used.id), values[unused]):
                continue
            alike = difflib.SequenceMatcher(None, used.id, unused).ratio()
            again = sum(1 for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == used.id) > 1
            found.append(
                fix(
                    f"{unused} in place of {used.id}",
                    Edit(source.span(used), unused),
                    prior * (0.6 + 0.3 * alike + (0.1 if again else 0.0)),
                    stage=stage,
                    why=f"{unused} is worked out and never read, {used.id} stands here",
                )
            )
    found.reverse()  # of several occurrences of one name, the later is the copy
    yield from sorted(found, key=lambda f: -f.prior)[:_MOST]


def unread_parts(trace: Trace, prior: float, *, stage: Stage = Stage.RESHAPE) -> Iterator[Fix]:
    """``a, b = parts(x)`` with ``[a]`` behind it: the part that nobody reads joined to the one that is listed."""
    user, source = trace.crash.user, trace.source()
    function = user.function() if user is not None else None
    if user is None or source is None or function is None:
        return
    read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    values = user.frame.f_locals
    for part in ast.walk(function):
        target = part.targets[0] if isinstance(part, ast.Assign) and part.lineno < user.lineno else None
        names = [n.id for n in target.elts if isinstance(n, ast.Name)] if isinstance(target, ast.Tuple) else []
        unread = [n for n in names if n not in read and n[:1] != "_" and is_tensor(values.get(n))]
        for listed in ast.walk(function) if unread else ():
            if not isinstance(listed, ast.List) or [e.id for e in listed.elts if isinstance(e, ast.Name)] != [
                n for n in names if n in read
            ]:
                continue
            text = source.span(listed).text
            yield fix(
                f"join {', '.join(unread)}, too",
                Edit(source.span(listed), f"{text[:-1]}, {', '.join(unread)}]"),
                prior,
                stage=stage,
                why=f"{unread[0]} is worked out beside {names[0]} and never read",
            )


def unread_of_model(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """``h, pooled = encoder(x)`` in the model whose output does not fit: ``pooled``, which nobody reads, for ``h``."""
    run = model_run(trace, mismatch, "input") if "input" in mismatch.operands else None
    known = bench_of(trace).project.classes.get(type(run.module).__name__) if run is not None else None
    forward = method_of(known[1], "forward") if known is not None else None
    if known is None or forward is None:
        return
    read = {n.id for n in ast.walk(forward) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for part in ast.walk(forward):
        if not isinstance(part, ast.Assign) or not isinstance(part.targets[0], ast.Tuple):
            continue
        names = [n.id for n in part.targets[0].elts if isinstance(n, ast.Name)]
        for unread in [n for n in names if n not in read and n[:1] != "_"]:
            for used in ast.walk(forward):
                loads = isinstance(used, ast.Name) and isinstance(used.ctx, ast.Load) and used.id in names
                if isinstance(used, ast.Name) and loads and used.lineno > part.lineno:
                    yield fix(f"{unread} in place of {used.id}", Edit(known[0].span(used), unread), prior,
                              stage=Stage.RESHAPE, why=f"{unread} is worked out beside it and never read")  # fmt: skip


def _exchangeable(used: Any, unused: Any) -> bool:
    """Whether both are sizes or both tensors, and not the same."""
    if type(used) is int and type(unused) is int:
        return used != unused
    return is_tensor(used) and is_tensor(unused) and shape_of(used) != shape_of(unused)
