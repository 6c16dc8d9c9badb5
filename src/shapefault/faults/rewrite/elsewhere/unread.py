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
from shapefault.source.nodes import walk
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
    names = [n for n in walk(function) if isinstance(n, ast.Name)]
    read = {n.id for n in names if isinstance(n.ctx, ast.Load)}
    bound = {n.id for n in names if isinstance(n.ctx, ast.Store) and n.lineno < node.lineno}
    bound |= {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    values = user.frame.f_locals
    found: list[Fix] = []
    for unused in sorted(bound - read - {"self", "cls"}):
        if unused.startswith("_") or unused not in values:
            continue
        for used in [n for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]:
            if not _exchangeable(values.get(used.id), values[unused]):
                continue
            alike = difflib.SequenceMatcher(None, used.id, unused).ratio()
            again = sum(1 for n in walk(node) if isinstance(n, ast.Name) and n.id == used.id) > 1
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
    function = trace.function()
    if user is None or source is None or function is None:
        return
    values = user.frame.f_locals
    for line, names, alone in _parts_unread(function):
        unread = [n for n in alone if is_tensor(values.get(n))] if names and line < user.lineno else []
        for listed in walk(function) if unread else ():
            if not isinstance(listed, ast.List) or [e.id for e in listed.elts if isinstance(e, ast.Name)] != names:
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
    known = {
        name: (source, forward, parts)
        for name, (source, cls) in bench_of(trace).project.classes.items()
        if (forward := method_of(cls, "forward")) is not None and (parts := list(_parts_unread(forward)))
    }
    # a model is run again only where one has such a part
    run = model_run(trace, mismatch, "input") if known and "input" in mismatch.operands else None
    if run is None or type(run.module).__name__ not in known:
        return
    source, forward, parts = known[type(run.module).__name__]
    loads = [n for n in walk(forward) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    for line, names, unread in parts:
        for meant in unread:
            for used in [n for n in loads if n.id in names and n.lineno > line]:
                yield fix(f"{meant} in place of {used.id}", Edit(source.span(used), meant), prior,
                          stage=Stage.RESHAPE, why=f"{meant} is worked out beside it and never read")  # fmt: skip


def _parts_unread(function: ast.AST) -> Iterator[tuple[int, list[str], list[str]]]:
    """Of each ``a, b = ...`` with names that nobody reads the line, those that are read, and these."""
    read = {n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for part in walk(function):
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Tuple):
            names = [n.id for n in part.targets[0].elts if isinstance(n, ast.Name)]
            unread = [n for n in names if n not in read and n[:1] != "_"]
            if unread:
                yield part.lineno, [n for n in names if n in read], unread


def _exchangeable(used: Any, unused: Any) -> bool:
    """Whether both are sizes or both tensors, and not the same."""
    if type(used) is int and type(unused) is int:
        return used != unused
    return is_tensor(used) and is_tensor(unused) and shape_of(used) != shape_of(unused)
