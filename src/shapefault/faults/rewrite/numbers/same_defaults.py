"""Options with one and the same default, which are one number of the data: ``--enc_in``, ``--dec_in``, ``--c_out``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.numbers.option_lists import Option, options
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Place

_MOST = 5
_OTHERS = re.compile(r"batch|epoch|len|step|layer|head|seed|worker|kernel|freq|patience|itr|iter|every|gpu|crop|size$")
"""Options that may have the same number by chance: they count something else than variables of the data."""


def with_its_like(trace: Trace, literal: Place, old: int, new: int, prior: float, stage: Stage) -> Iterator[Fix]:
    """All of them given the number that one of them needs, at once."""
    alike = [
        (one, node)
        for one in options(bench_of(trace).project)
        if (node := _default(one, old)) is not None and not any(_OTHERS.search(name) for name in one.names)
    ]
    if not 2 <= len(alike) <= _MOST or not any(node is literal.node for _, node in alike):
        return
    names = [max(one.words, key=len) for one, _ in alike]
    yield fix(
        f"change {', '.join(names[:-1])} and {names[-1]} from {old} to {new}",
        [Edit(one.call.source.span(node), str(new)) for one, node in alike],
        prior,
        stage=stage,
        why=f"all of them are {old} by default, {new} arrive",
    )


def _default(option: Option, value: int) -> ast.expr | None:
    node = option.given.get("default")
    return node if isinstance(node, ast.Constant) and type(node.value) is int and node.value == value else None
