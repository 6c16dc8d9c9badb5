"""A length that is asked for and not kept, since a switch is left off: ``encode(text, max_length=24, padding=True)``.

Without ``truncation=True`` the longer texts stay longer.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import bound_argument, called_as, default_of, has_forward

_CUTS = re.compile(r"trunc|(^|_)(cut|crop|clip|trim|pad|fixed|fit|resize|limit)", re.IGNORECASE)


def unsaid_cut(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each call of a function of the program's that leaves such a switch off, with it on; then the default."""
    project = bench_of(trace).project
    for functions in project.functions.values():
        for source, function in functions:
            owner, called = enclosing(function, ast.ClassDef), called_as(function)
            if isinstance(owner, ast.ClassDef) and has_forward(owner):
                continue  # a layer's own padding is none of the samples
            for argument in (*function.args.args, *function.args.kwonlyargs):
                default, name = default_of(function, argument.arg), argument.arg
                if not (isinstance(default, ast.Constant) and default.value is False and _CUTS.search(name)):
                    continue
                why = f"{name} is left at False, so what is too long stays so"
                for call in project.calls.get(called, [])[:3]:
                    given = bound_argument(call.node, function, name)
                    unpacked = any(keyword.arg is None for keyword in call.node.keywords)
                    if not unpacked and (given is None or (isinstance(given, ast.Constant) and given.value is False)):
                        yield fix(f"call {called} with {name}=True", set_keyword(call, name, "True"), prior,
                                  stage=Stage.DATA_LOADING, why=why)  # fmt: skip
                yield fix(f"let {name} be True by default", Edit(source.span(default), "True"), prior - 0.04,
                          stage=Stage.DATA_LOADING, why=why)  # fmt: skip
