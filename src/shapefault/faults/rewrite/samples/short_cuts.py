"""A cut to a fixed length, ``x[start : start + n]`` or ``x[:n]``, of a sample that is shorter: pad what it gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, insert_after, names_bound
from shapefault.faults.rewrite.samples.padding_line import padding_line
from shapefault.faults.rewrite.samples.samples import made_by
from shapefault.faults.rewrite.samples.slices_past_end import cut_length
from shapefault.model import Fix, Shape, Stage
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.trace import Trace
from shapefault.observe.transforms import Step
from shapefault.source.files import Source, source_of
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_SIZED = ("tensor", "ndarray")
_FROM_LISTS = ("tensor", "as_tensor", "LongTensor", "FloatTensor", "array", "asarray")


def padded_cuts(trace: Trace, facts: LoaderFacts, axis: int, longest: int, prior: float) -> Iterator[Fix]:
    """Below each such cut of a shorter sample the padding to ``n``, where the others have ``n`` = ``longest``."""
    seen: set[tuple[str, tuple[int, int]]] = set()
    for sample in facts.samples:
        last = made_by(sample, facts.leaf)
        leaf = sample.leaf(facts.leaf)
        short = leaf.shape[axis] if leaf is not None and leaf.shape is not None and len(leaf.shape) > axis else None
        for step in reversed(sample.steps):
            key = (step.call.file, step.call.start) if step.call is not None else ("", (0, 0))
            if step.kind != "assign" or key in seen or short is None or short >= longest:
                continue
            seen.add(key)
            found = _cut(trace, step, longest)
            at = _axis_of(step, short, longest)
            if found is None or at is None:
                continue
            source, statement, length = found
            after = step.after
            rank = len(after.shape or ()) if after is not None else 0
            line = _padding(source, step.name, after.kind if after is not None else "", at, length, rank)
            if line:
                yield fix(
                    f"pad {step.name} to the length of the cut", insert_after(source, statement, line),
                    prior - (0.0 if last is None or last is step else 0.01), stage=Stage.DATA_LOADING,
                    why=f"a sample of {short} is shorter than the cut of {longest}, and stays so",
                )  # fmt: skip
    yield from _padded_lists(trace, axis, longest, prior - 0.02)
    yield from _padded_arrays(trace, longest, prior - 0.02)


def _padded_lists(trace: Trace, axis: int, longest: int, prior: float) -> Iterator[Fix]:
    """``ids = ids[:n]`` of ``__getitem__``, a list that a tensor is made of."""
    for source, function in bench_of(trace).project.functions.get("__getitem__", []) if axis == 0 else ():
        made = {
            call.args[0].id
            for call in walk(function)
            if isinstance(call, ast.Call) and callee(call) in _FROM_LISTS and call.args
            if isinstance(call.args[0], ast.Name)
        }
        for node in walk(function):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            length = _length(trace, source, node.value, longest) if isinstance(node, ast.Assign) else None
            if length is not None and isinstance(target, ast.Name) and target.id in made:
                line = f"{target.id} = {target.id} + [0] * ({length} - len({target.id}))"
                yield fix(
                    f"pad {target.id} to the length of the cut", insert_after(source, node, line), prior,  # type: ignore[arg-type]
                    stage=Stage.DATA_LOADING, why=f"a sample may be shorter than the cut of {longest}, and stays so",
                )  # fmt: skip


def _padded_arrays(trace: Trace, longest: int, prior: float) -> Iterator[Fix]:
    """``wave = wave[:n]`` in ``__getitem__``, or in a method that it calls: filled up with zeros, of either kind."""
    project = bench_of(trace).project
    for source, getitem in project.functions.get("__getitem__", []):
        called = {callee(part) for part in walk(getitem) if isinstance(part, ast.Call)}
        own = [function for name in called & set(project.functions) for where, function in project.functions[name]
               if where is source]  # fmt: skip
        for function in (getitem, *own):
            for node in walk(function):
                yield from _filled_up(trace, source, function, node, longest, prior)


def _filled_up(
    trace: Trace, source: Source, function: ast.AST, node: ast.AST, longest: int, prior: float
) -> Iterator[Fix]:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Subscript):
        return
    target, bounds = node.targets[0], node.value.slice
    length = _length(trace, source, node.value, longest)
    rank = len(bounds.elts) if isinstance(bounds, ast.Tuple) else 1
    last = bounds.elts[-1] if isinstance(bounds, ast.Tuple) else bounds
    if length is None or not isinstance(target, ast.Name) or not isinstance(last, ast.Slice) or last.upper is None:
        return
    numpy = names_bound(source, "numpy", "numpy")
    arrays = any(isinstance(p, ast.Name) and p.id == numpy for p in walk(function))
    for kind, worth in (("ndarray", prior - 0.01 * (not arrays)), ("tensor", prior - 0.01 * arrays)):
        line = _padding(source, target.id, kind, rank - 1, length, rank)
        yield fix(
            f"pad {target.id} to the length of the cut", insert_after(source, node, line), worth,
            stage=Stage.DATA_LOADING, why=f"a sample may be shorter than the cut of {longest}, and stays so",
        )  # fmt: skip


def _length(trace: Trace, source: Source, value: ast.expr, longest: int) -> str | None:
    """How the one slice of an expression writes its length, where that is ``longest``."""
    slices = [s for s in walk(value) if isinstance(s, ast.Slice) and s.upper is not None]
    length = cut_length(slices[0]) if len(slices) == 1 and slices[0].step is None else None
    if length is None:
        return None
    values = set(bench_of(trace).resolver.values(source, length))
    return source.span(length).text if longest in values else None


def _cut(trace: Trace, step: Step, longest: int) -> tuple[Source, ast.Assign, str] | None:
    """The assignment that ``step`` is, and how its one slice writes the length; None where it has another length."""
    source = source_of(step.call.file) if step.call is not None else None
    if source is None or step.call is None:
        return None
    for node in source.nodes:
        if not isinstance(node, ast.Assign) or node.lineno != step.call.start[0]:
            continue
        length = _length(trace, source, node.value, longest)
        return (source, node, length) if length is not None else None
    return None


def _axis_of(step: Step, short: int, longest: int) -> int | None:
    """The axis of what the cut gave that is short; a later step may have shortened it once more."""
    shape: Shape = (step.after.shape or ()) if step.after is not None else ()
    axes = [axis for axis, size in enumerate(shape) if size == short or (len(shape) == 1 and size < longest)]
    return axes[0] if len(axes) == 1 else None


def _padding(source: Source, name: str, kind: str, axis: int, length: str, rank: int) -> str:
    length = length if length.replace("_", "").replace(".", "").isalnum() else f"({length})"
    return padding_line(source, name, kind, axis, f"{length} - {name}.shape[{axis}]", rank) if kind in _SIZED else ""
