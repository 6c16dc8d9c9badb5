"""A part that announces another width than it gives: ``self.output_size = hidden`` beside a bidirectional layer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.facts import out_shape
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk

_WIDTH = re.compile(r"^(out|output|feat|feature|features|embed|embedding|code|last|final)_?(s|put)?_?(dim|size|width|"
                    r"features|channels|planes)$|^(hidden_size|out_dim|num_features)$")  # fmt: skip
_MOST = 4


def announced(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The announcement as many times as what is given, where that makes up the difference."""
    root, classes = trace.root, bench_of(trace).project.classes
    for part in root.module.modules() if root is not None else ():
        source, cls = classes.get(type(part).__name__, (None, None))
        told = {name: v for name, v in vars(part).items() if type(v) is int and v > 0 and _WIDTH.match(name)}
        if source is None or cls is None or not told:
            continue
        inside = {id(module) for module in part.modules()}
        given_out = [shape for record in trace.records if id(record.module) in inside if (shape := out_shape(record))]
        widths = {shape[-1] for shape in given_out}
        for name, value in told.items():
            for given in sorted(width for width in widths if got - want == width - value):
                times = given // value if given % value == 0 else 0
                for node in walk(cls) if 1 < times <= _MOST else ():
                    target = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else ""
                    if isinstance(node, ast.Assign) and target == f"self.{name}":
                        yield _times(source.span(node.value), name, value, given, times, prior)


def _times(span: Span, name: str, told: int, given: int, times: int, prior: float) -> Fix:
    text = span.text if span.text.replace(".", "").isidentifier() else f"({span.text})"
    return fix(
        f"announce {name} {times} times as large", Edit(span, f"{text} * {times}"), prior, stage=Stage.LAYER_CONFIG,
        why=f"{name} says {told}, {given} are given",
    )  # fmt: skip
