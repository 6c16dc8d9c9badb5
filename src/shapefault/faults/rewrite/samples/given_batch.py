"""``loss(a, b, batch_size)``: the size of a full batch, where the last one has fewer samples."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from shapefault.faults.rewrite.bench import fix, wrapped
from shapefault.model import Applicability, Edit, Fix, Stage
from shapefault.observe.batches import batch_of, loop_of, rest_of
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of, tensors_in
from shapefault.source.files import parent
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_LOSS = re.compile(r"loss|crit|xent|entropy|contrast|info_?nce", re.I)


def size_of_the_batch(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each use of that number in the loop's body, up to the crash, replaced by the length of what the batch holds."""
    batch, found = batch_of(trace.crash.frames), loop_of(trace.crash.frames)
    if batch is None or not batch.is_last or found is None:
        return
    frame, loop, _, loader = found
    source, full, rows = frame.site.source(), getattr(loader, "batch_size", None), rest_of(loader)
    if source is None or type(full) is not int or rows is None:
        return
    yield from _in_functions(trace, frame, full, rows, prior - 0.02)
    name = _of_the_batch(frame, loop, rows)
    uses = [node for node in _read(loop, frame.lineno) if frame.number(node) == full]
    if uses and name is not None:
        yield fix(
            f"take the number of samples of {name} in place of {ast.unparse(uses[0])}",
            [Edit(source.span(node), f"len({name})") for node in uses],
            prior,
            stage=Stage.LOSS_TARGET if any(_in_loss(node, loop) for node in uses) else Stage.RESHAPE,
            why=f"{ast.unparse(uses[0])} is {full}, this batch has {rows}",
            applicability=_certain(uses),
        )


def _in_functions(trace: Trace, loop: Frame, full: int, rows: int, prior: float) -> Iterator[Fix]:
    """The same in the functions that the loop called, of the tensors that they were given."""
    frames = trace.crash.frames
    for frame in frames[frames.index(loop) + 1 :]:
        function, source = frame.function(), frame.site.source()
        if not frame.is_user or not isinstance(function, ast.FunctionDef) or source is None:
            continue
        shapes = {a.arg: shape_of(frame.frame.f_locals.get(a.arg)) for a in function.args.args}
        given = next(((name, s[0]) for name, s in shapes.items() if s and s[0] and s[0] % rows == 0), None)
        known = [n for n in walk(function) if isinstance(n, ast.Name | ast.Attribute) and n.lineno <= frame.lineno]
        read = [(n, frame.number(n)) for n in known if isinstance(n.ctx, ast.Load)]
        uses = [node for node, value in read if value == full]
        if given is None or not uses:
            continue
        times = given[1] // rows
        each = next((ast.unparse(node) for node, value in read if value == times), str(times))
        text = f"len({given[0]})" + (f" // {each}" if times > 1 else "")
        yield fix(
            f"take the number of samples of {given[0]} in place of {ast.unparse(uses[0])}",
            [wrapped(source, node, text) for node in uses],
            prior,
            stage=Stage.LOSS_TARGET if _LOSS.search(function.name) else Stage.RESHAPE,
            why=f"{ast.unparse(uses[0])} is {full}, this batch has {rows}",
            applicability=_certain(uses),
        )


def _certain(uses: Sequence[ast.expr]) -> Applicability:
    """Another number of the program may be as large as a full batch by chance: a width, say."""
    return "safe" if all("batch" in ast.unparse(node).lower() for node in uses) else "unsafe"


def _in_loss(node: ast.AST, loop: ast.For) -> bool:
    """Whether a loss is given it: a call inside the loop whose name says so."""
    around = parent(node)
    while around is not None and around is not loop:
        if isinstance(around, ast.Call) and _LOSS.search(ast.unparse(around.func)):
            return True
        around = parent(around)
    return False


def _of_the_batch(frame: Frame, loop: ast.For, rows: int) -> str | None:
    """The first tensor with so many samples that a name of the loop's target stands for, as it is written."""
    for node in walk(loop.target):
        held = frame.held(node) if isinstance(node, ast.Name) else None
        shape = shape_of(next(iter(tensors_in(held)), None))
        if isinstance(node, ast.Name) and shape and shape[0] == rows:
            return node.id if is_tensor(held) else f"{node.id}[0]"
    return None


def _read(loop: ast.For, until: int) -> Iterator[ast.Name | ast.Attribute]:
    """Names and attributes that the loop's body reads down to a line."""
    for statement in loop.body:
        for node in walk(statement):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and node.lineno <= until:
                yield node
