"""One size on two axes of a tensor, both to change at once: ``torch.zeros(n, max_len + 6, max_len + 6)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import sizes_given
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.scalars import terms_of

_MAKERS = ("zeros", "ones", "empty", "full", "new_zeros", "new_ones", "new_full")
_ALONE = 0.5
"""What is left of the evidence where the number is no summand beside a name, but the whole size."""


def equal_sizes(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """The number that stands in both of two equal sizes ``a``, as what makes them ``b``; and the other way."""
    bench = bench_of(trace)
    for call in (call for name in _MAKERS for call in bench.project.calls.get(name, [])):
        alike: dict[str, list[ast.expr]] = {}
        for size in sizes_given(call.node):
            alike.setdefault(ast.dump(size), []).append(size)
        for equal in (equal for equal in alike.values() if len(equal) > 1):
            text, values = call.source.span(equal[0]).text, bench.resolver.values(call.source, equal[0])
            for have, want in ((a, b), (b, a)):
                numbers = [n for size in equal if (n := _number(size)) is not None] if have in values else []
                now = [v for number in numbers if type(v := number.value) is int]
                if len(now) < len(equal) or min(now) + want - have < 1:
                    continue
                new = [v + want - have for v in now]
                edits = [Edit(call.source.span(at), str(n)) for at, n in zip(numbers, new, strict=True)]
                worth = prior * (_ALONE if isinstance(equal[0], ast.Constant) else 1.0)
                yield fix(f"change {now[0]} to {new[0]} in all of these sizes", edits, worth,
                          stage=stage_of(text), why=f"{text} is {have}, {want} is needed")  # fmt: skip


def _number(size: ast.expr) -> ast.Constant | None:
    """The number itself, or the one that is written beside names in a sum."""
    plain = [t for t in terms_of(size) if isinstance(t, ast.Constant) and type(t.value) is int]
    return plain[0] if len(plain) == 1 else None
