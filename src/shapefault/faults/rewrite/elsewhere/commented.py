"""A line that is commented out next to the one in its place: ``# chars = letters + "12340"`` above ``chars = ...``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source

_NEAR = 2
_MOST = 4


def commented_out(trace: Trace, prior: float, *, stage: Stage | None = None) -> Iterator[Fix]:
    """What such a line binds its name to, in place of what is there now."""
    made = 0
    for source in bench_of(trace).project.sources:
        for line, old, text in _commented(source):
            target = ast.dump(old.targets[0])
            for node in source.nodes:
                same = isinstance(node, ast.Assign) and len(node.targets) == 1 and ast.dump(node.targets[0]) == target
                if not same or not isinstance(node, ast.Assign) or ast.dump(node.value) == ast.dump(old.value):
                    continue
                if 0 < line - (node.end_lineno or node.lineno) <= _NEAR or 0 < node.lineno - line <= _NEAR:
                    yield fix(f"take what is commented out beside it, {text}", Edit(source.span(node.value), text),
                              prior, stage=stage, why=f"line {line} has it in another form")  # fmt: skip
                    made += 1
                    if made >= _MOST:
                        return


def _commented(source: Source) -> Iterator[tuple[int, ast.Assign, str]]:
    """Comments that are assignments to one name or attribute: the line, the statement, what is assigned."""
    for number, line in enumerate(source.lines, 1):
        text = line.strip()
        if not text.startswith("#") or "=" not in text:
            continue
        try:
            body = ast.parse(text.lstrip("# ")).body
        except (SyntaxError, ValueError):
            continue
        if len(body) == 1 and isinstance(body[0], ast.Assign) and len(body[0].targets) == 1:
            yield number, body[0], text.partition("=")[2].strip()
