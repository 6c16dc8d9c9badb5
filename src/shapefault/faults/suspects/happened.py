"""What a line had to do with the crash, as short words: it failed, gave a name, made a tensor, built a layer."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable

from shapefault.observe.hooks import built_by
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.frames import Frame, Site
from shapefault.source.nodes import walk

Lines = defaultdict[tuple[str, int], set[str]]
"""The words of each line, by file and number."""
_STEPS, _HOPS, _SITES, _CALLS = 3, 40, 4, 4


def happened(trace: Trace) -> Lines:
    """The words of all lines that had to do with the crash."""
    found: Lines = defaultdict(set)
    frames = list(trace.user_frames())
    for depth, frame in enumerate(frames):
        outermost = 0 < depth == len(frames) - 1
        found[frame.file, frame.lineno].add("frameTop" if outermost else f"frame{min(depth, 3)}")
        _names_given(found, trace, frame, deepest=depth == 0)
    _journeys(found, trace)
    mismatch = trace.mismatch
    if mismatch is not None and mismatch.layer is not None:
        _built(found, mismatch.layer, "layer", _CALLS)
    if trace.root is not None:
        _built(found, trace.root.module, "root", _STEPS)
    return found


def _names_given(found: Lines, trace: Trace, frame: Frame, *, deepest: bool) -> None:
    """Where the names that the failing expression reads were assigned; and the names read there; and so on."""
    function = frame.function()
    node = trace.crash.expression if deepest else frame.site.node()
    if function is None:
        return
    given: dict[str, list[ast.stmt]] = defaultdict(list)
    for part in walk(function):
        if isinstance(part, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.For | ast.With):
            for target in walk(part):
                if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                    given[target.id].append(part)
    known: set[str] = set()
    wanted = _names(node)
    for step in range(1, _STEPS + 1):
        further: set[str] = set()
        for name in wanted & set(given) - known:
            for statement in given[name]:
                loop = isinstance(statement, ast.For | ast.With)
                last = statement.lineno if loop else statement.end_lineno or statement.lineno
                for line in range(statement.lineno, last + 1):
                    found[frame.file, line].add(f"{'gives' if deepest else 'outer gives'}{step}")
                further |= _names(getattr(statement, "iter" if isinstance(statement, ast.For) else "value", None))
        known |= wanted
        wanted = further


def _names(node: ast.AST | None) -> set[str]:
    return {part.id for part in walk(node) if isinstance(part, ast.Name)} if node is not None else set()


def _journeys(found: Lines, trace: Trace) -> None:
    """The calls that the operands came through, and where the modules that made them were built."""
    mismatch = trace.mismatch
    for role in mismatch.operands if mismatch is not None else ():
        assert mismatch is not None
        tensor = mismatch.tensor(role)
        if tensor is None:
            continue
        broke = mismatch.broken is not None and mismatch.broken.operand == role
        changes = 0
        for record in trace.journey(tensor)[:_HOPS]:
            kept = _kept(record.in_shapes, record.out)
            hop = f"{'came' if broke else 'other came'}{min(changes, _SITES)}{'=' if kept else ''}"
            for place, site in enumerate(record.frames[:_SITES]):
                _mark(found, site, hop if place == 0 else f"{hop} above", whole=False)
            if record.module is not None:
                _built(found, record.module, hop, 2)
            changes += not kept


def _kept(shapes: dict[int, tuple[int, ...]], out: object) -> bool:
    """Whether a call gave the shape that it was given."""
    after = shape_of(out) if not isinstance(out, list | tuple) else None
    return after == next(iter(shapes.values()), None)


def _built(found: Lines, module: object, word: str, most: int) -> None:
    sites: Iterable[Site] = built_by(module) or ()
    for place, site in enumerate(list(sites)[:most]):
        _mark(found, site, f"builds {word}.{place}", whole=True)


def _mark(found: Lines, site: Site, word: str, *, whole: bool) -> None:
    position = site.position()
    if position is not None:
        for line in range(position[0], (position[2] if whole else position[0]) + 1):
            found[site.file, line].add(word)
