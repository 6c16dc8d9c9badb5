"""A part that announces another width than it gives: ``self.output_size = hidden`` beside a bidirectional layer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in

_WIDTH = re.compile(r"^(out|output|feat|feature|features|embed|embedding|code|last|final)_?(s|put)?_?(dim|size|width|"
                    r"features|channels|planes)$|^(hidden_size|out_dim|num_features)$")  # fmt: skip
_MOST = 4


def announced(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The announcement as many times as what is given, where that makes up the difference."""
    project, seen = bench_of(trace).project, set[int]()
    for record in trace.records:
        module, given = record.module, _last(record.out)
        parents = [m for m in _running(trace) if module is not None and any(c is module for c in m.modules())]
        for part in parents:
            found = project.classes.get(type(part).__name__)
            if found is None or given is None or id(part) in seen:
                continue
            for name, told in list(vars(part).items()):
                times = given // told if type(told) is int and told > 0 and given % told == 0 else 0
                if not _WIDTH.match(name) or not 1 < times <= _MOST or got - want != given - told:
                    continue
                for node in ast.walk(found[1]):
                    target = node.targets[0] if isinstance(node, ast.Assign) else None
                    if isinstance(node, ast.Assign) and target is not None and ast.unparse(target) == f"self.{name}":
                        seen.add(id(part))
                        yield _times(found[0].span(node.value), name, told, given, times, prior)


def _times(span: Any, name: str, told: int, given: int, times: int, prior: float) -> Fix:
    text = span.text if span.text.replace(".", "").isidentifier() else f"({span.text})"
    return fix(
        f"announce {name} {times} times as large", Edit(span, f"{text} * {times}"), prior, stage=Stage.LAYER_CONFIG,
        why=f"{name} says {told}, {given} are given",
    )  # fmt: skip


def _running(trace: Trace) -> list[Any]:
    """The parts of the model that failed, the smallest last."""
    root = trace.root.module if trace.root is not None else None
    return list(root.modules()) if root is not None else []


def _last(out: Any) -> int | None:
    shape = shape_of(next(iter(tensors_in(out)), None))
    return shape[-1] if shape else None
