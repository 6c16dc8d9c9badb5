"""A size that is told by a word: ``feature(name, n, dim="auto")``, where the default is one number for all."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import without_argument
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import default_of

_WORDS = ("auto", "adaptive", "infer", "dynamic")


def told_by_word(trace: Trace, prior: float) -> Iterator[Fix]:
    """The argument left out, so that each call takes the one number that the function has for it."""
    project = bench_of(trace).project
    for name, functions in project.functions.items():
        for call in project.calls.get(name, []):
            for keyword in call.node.keywords:
                word = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
                default = default_of(functions[0][1], keyword.arg or "")
                number = isinstance(default, ast.Constant) and type(default.value) is int
                if word in _WORDS and number and (call.node.args or keyword is not call.node.keywords[0]):
                    yield fix(
                        f"leave {keyword.arg} of {name} at its default",
                        without_argument(call.source, call.node, keyword), prior, stage=Stage.LAYER_CONFIG,
                        why=f"{keyword.arg} is another number in each call then",
                    )  # fmt: skip
