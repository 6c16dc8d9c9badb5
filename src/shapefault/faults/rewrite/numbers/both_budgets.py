"""A table as long as one part where all parts run through it: ``Model(max_len=args.max_completion_length)``.

The object that the number comes from has another of the same kind, and what came is longer than the one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.naming import one_word_apart
from shapefault.faults.rewrite.numbers.other_summand import holders_of, settings_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent

_WORDS = 3
"""How many words the names of two settings of a kind have at the least: ``max_prompt_length``."""


def both_budgets(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The sum of the setting that a call is given and of its namesake; ``want`` is what it is now."""
    holders = holders_of(trace)
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Attribute) or not isinstance(parent(node), ast.Call | ast.keyword):
                continue
            text = ast.unparse(node.value)
            held = settings_of(holders.get(text))
            if held.get(node.attr) not in (got, want) or len(node.attr.split("_")) < _WORDS:
                continue
            for name, value in held.items():
                if value > 1 and one_word_apart(node.attr, name) and value + held[node.attr] >= max(got, want):
                    yield fix(
                        f"add {text}.{name} to {text}.{node.attr}",
                        Edit(source.span(node), f"{text}.{name} + {text}.{node.attr}"), prior, stage=Stage.LAYER_CONFIG,
                        why=f"{got} came, {text}.{node.attr} = {held[node.attr]} counts a part of it",
                    )  # fmt: skip
