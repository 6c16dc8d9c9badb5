"""A condition that another place asks more widely: ``if a.mixup > 0.0:`` beside ``if a.mixup > 0 or a.cutmix > 0:``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def wider_tests(trace: Trace, prior: float, stage: Stage) -> Iterator[Fix]:
    """The narrower condition as the other place has it."""
    sources = bench_of(trace).project.sources
    wider = [(s, n) for s in sources for n in s.nodes if isinstance(n, ast.BoolOp) and isinstance(n.op, ast.Or)]
    for source in sources:
        for node in source.nodes:
            test = node.test if isinstance(node, ast.If | ast.IfExp) else None
            if test is None or isinstance(test, ast.BoolOp | ast.Constant | ast.Name):
                continue
            for other, whole in wider:
                if any(_same(term, test) for term in whole.values):
                    text = other.span(whole).text
                    yield fix(
                        f"ask as elsewhere, {text}",
                        Edit(source.span(test), text),
                        prior,
                        stage=stage,
                        why=f"{other.span(whole).text} is asked elsewhere, here {source.span(test).text} alone",
                    )


def _same(a: ast.expr, b: ast.expr) -> bool:
    """Whether two conditions are one, ``0`` and ``0.0`` being the same."""
    return ast.dump(a).replace("value=0.0", "value=0") == ast.dump(b).replace("value=0.0", "value=0")
