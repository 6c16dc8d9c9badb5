"""A table as long as one part where all parts run through it: ``Model(max_len=args.max_completion_length)``.

The object that the number comes from has another of the same kind, and what came is longer than the one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.other_summand import holders_of, settings_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent

_ALIKE = 2
"""How many words of their names two settings of a kind have in common, of three: ``max_prompt_length``."""


def both_budgets(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The sum of the setting that a call is given and of its namesake; ``want`` is what it is now."""
    holders = holders_of(trace)
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Attribute) or not isinstance(parent(node), ast.Call | ast.keyword):
                continue
            text = ast.unparse(node.value)
            held = settings_of(holders.get(text))
            if held.get(node.attr) not in (got, want):
                continue
            for name, value in held.items():
                if value > 1 and _akin(node.attr, name) and value + held[node.attr] >= max(got, want):
                    yield fix(
                        f"add {text}.{name} to {text}.{node.attr}",
                        Edit(source.span(node), f"{text}.{name} + {text}.{node.attr}"), prior, stage=Stage.LAYER_CONFIG,
                        why=f"{got} came, {text}.{node.attr} = {held[node.attr]} counts a part of it",
                    )  # fmt: skip


def _akin(one: str, other: str) -> bool:
    """Whether two names differ in one word of three or more."""
    words, others = one.split("_"), other.split("_")
    same = sum(a == b for a, b in zip(words, others, strict=False))
    return len(words) == len(others) > _ALIKE and same == len(words) - 1
