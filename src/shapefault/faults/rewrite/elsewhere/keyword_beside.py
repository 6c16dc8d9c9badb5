"""``nn.Conv2d(3, 8, 3)`` beside ``nn.Conv2d(8, 16, 3, stride=2)``: a keyword that one call of a group was not given."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shapefault.faults.rewrite.bench import bench_of, fix, in_forward
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import scope_around
from shapefault.source.project import CallPlace

_LACKING, _MOST = 2, 8
_ONE, _TWO = 0.12, 0.1
"""What is taken off where one call alone is given the keyword, and where two are not."""
_SIZES = ("stride", "padding", "dilation", "output_padding", "kernel_size", "dim", "axis", "batch_first", "keepdim")
"""Keywords that decide the sizes of what comes out."""


def keyword_beside(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same keyword for each such call; the calls stand in one function and are given as many arguments."""
    made = 0
    for name, calls in bench_of(trace).project.calls.items():
        for group in _groups(calls):
            for keyword, value in _given(group):
                lacking = [call for call in group if all(k.arg != keyword for k in call.node.keywords)]
                if not 0 < len(lacking) <= _LACKING or made >= _MOST:
                    continue
                worth = prior - (_ONE if len(group) - len(lacking) == 1 else 0.0) - (_TWO if len(lacking) > 1 else 0.0)
                for call in lacking:
                    made += 1
                    edit = set_keyword(call, keyword, value)
                    why = f"the calls of {name} beside it are given {keyword}={value}"
                    found = fix(f"give {name} {keyword}={value} here too", edit, worth, why=why)
                    yield replace(found, stage=Stage.RESHAPE if in_forward(found) else Stage.LAYER_CONFIG)


def _groups(calls: Sequence[CallPlace]) -> Iterator[list[CallPlace]]:
    """The calls of one function of the program that are given as many arguments."""
    groups: dict[tuple[int, int], list[CallPlace]] = defaultdict(list)
    for call in calls:
        if not any(isinstance(part, ast.Starred) for part in call.node.args):
            groups[id(scope_around(call.node)), len(call.node.args)].append(call)
    yield from (group for group in groups.values() if len(group) > 1)


def _given(group: Sequence[CallPlace]) -> list[tuple[str, str]]:
    """The keywords of sizes that calls of a group are given, the most frequent value of each."""
    values: dict[str, Counter[str]] = defaultdict(Counter)
    for call in group:
        for keyword in call.node.keywords:
            if keyword.arg in _SIZES:
                values[keyword.arg][call.source.span(keyword.value).text] += 1
    return [(keyword, found.most_common(1)[0][0]) for keyword, found in values.items()]
