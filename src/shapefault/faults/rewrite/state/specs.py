"""Several numbers of one specification at once: the heads of every stage in ``dict(dim=64, heads=(2, 4))``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.state.loading import Loading, pairs
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, parent

_LIMIT = 5
_SPECS = (ast.Tuple, ast.List, ast.Dict, ast.Call)


def spec_fixes(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """Literals with several numbers that differ, each number exchanged for the checkpoint's; the chosen entry first."""
    mapping = _mapping(loading)
    if not mapping:
        return
    chosen = _live_texts(trace)
    found: list[tuple[float, int, tuple[Edit, ...], str]] = []
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, _SPECS) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                continue
            numbers = _numbers(node)
            edits = tuple(Edit(source.span(n), str(mapping[n.value])) for n in numbers if n.value in mapping)  # type: ignore[index]
            if not edits or len(edits) > 8 or (len(edits) == 1 and not isinstance(node, ast.Tuple | ast.List)):
                continue
            covered = len({n.value for n in numbers if n.value in mapping}) / len(mapping)
            name = _entry(node)
            worth = 0.1 * (covered - 1) + (0.08 if name in chosen else -0.04 if name else -0.08)
            found.append((worth, -len(found), edits, _written(source, node)))
    for worth, _, edits, text in sorted(found, key=lambda f: f[:2], reverse=True)[:_LIMIT]:
        item = loading.keys[0]
        yield fix(
            "build the model with the checkpoint's numbers in this specification",
            edits,
            prior + worth,
            stage=Stage.STATE_DICT,
            why=f"{text} gives {item.key} another size than the checkpoint has",
        )


def _mapping(loading: Loading) -> dict[int, int]:
    """The model's sizes that always stand for one size of the checkpoint."""
    found: dict[int, set[int]] = {}
    for old, new in pairs(loading.keys):
        found.setdefault(old, set()).add(new)
    return {old: next(iter(new)) for old, new in found.items() if len(new) == 1 and old > 1}


def _numbers(node: ast.AST) -> list[ast.Constant]:
    """The integers that a specification lists itself, down to its tuples."""
    values: list[ast.AST]
    if isinstance(node, ast.Tuple | ast.List):
        values = list(node.elts)
    elif isinstance(node, ast.Dict):
        values = [v for v in node.values if v is not None]
    elif isinstance(node, ast.Call):
        values = [*node.args, *(k.value for k in node.keywords)]
    else:
        return [node] if isinstance(node, ast.Constant) and type(node.value) is int else []
    if any(isinstance(v, ast.Dict | ast.Call) for v in values):
        return []  # a table of specifications, not one of them
    return [number for value in values for number in _numbers(value)]


def _entry(node: ast.AST) -> str:
    """The key under which a specification stands in a table, or the one around it does; empty without one."""
    current: ast.AST | None = node
    for _ in range(4):
        around = parent(current) if current is not None else None
        if isinstance(around, ast.Dict) and current in around.values:
            key = around.keys[around.values.index(current)]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                return key.value
        current = around
    return ""


def _live_texts(trace: Trace) -> set[str]:
    """The strings that the running functions hold."""
    found: set[str] = set()
    for frame in trace.user_frames():
        for value in frame.frame.f_locals.values():
            space = type(value).__name__ in ("Namespace", "SimpleNamespace")
            held = [value, *vars(value).values()] if space else [value]
            found.update(v for v in held if isinstance(v, str))
    return found


def _written(source: Source, node: ast.expr) -> str:
    text = " ".join(source.span(node).text.split())
    return text if len(text) <= 50 else f"{text[:47]}..."
