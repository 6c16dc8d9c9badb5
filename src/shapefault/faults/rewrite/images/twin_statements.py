"""Two pictures of one sample are cut by statements of one form, with other names in one of them.

``lq = lq[:, top : top + n]`` beside ``seg = seg[:, top_gt : top_gt + m]``: cut the second as the first.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk


def cut_alike(trace: Trace, leaf: str, prior: float) -> Iterator[Fix]:
    """The cut of another tensor of the same function, for the name that the leaf ``["seg"]`` is called after."""
    wanted = set(re.findall(r"[A-Za-z_]\w*", leaf))
    for source in bench_of(trace).project.sources:
        cuts = [(n, name) for n in source.nodes if isinstance(n, ast.Assign) and (name := cut_name(n)) is not None]
        for statement, name in cuts:
            if wanted and name not in wanted:
                continue
            for other, twin in cuts:
                if twin == name or enclosing(other, ast.FunctionDef) is not enclosing(statement, ast.FunctionDef):
                    continue
                text = _renamed(source, other, twin, name)
                if text != source.span(statement.value).text:
                    yield fix(
                        f"cut {name} as {twin} is cut", Edit(source.span(statement.value), text), prior,
                        stage=Stage.AUGMENTATION, why=f"{name} is cut at other places than {twin}",
                    )  # fmt: skip


def cut_name(node: ast.Assign) -> str | None:
    """The name that a statement cuts out of itself."""
    if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return None
    value, name = node.value, node.targets[0].id
    if not isinstance(value, ast.Subscript) or not isinstance(value.value, ast.Name) or value.value.id != name:
        return None
    return name if any(isinstance(p, ast.Slice) and p.lower is not None for p in walk(value.slice)) else None


def _renamed(source: Source, statement: ast.Assign, old: str, new: str) -> str:
    return re.sub(rf"^{re.escape(old)}\b", new, source.span(statement.value).text)
