"""A flag decides a part of a size: ``n + (0 if opt.plain else 1)``, where the two sizes differ by just that part."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.option_lists import option_added, options
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix
from shapefault.observe.trace import Trace
from shapefault.source.project import Project

_BOTH = 0.24
"""More evidence where one branch has the one number and the other branch the other."""


def flag_terms(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Each flag with such a part turned: where the options are given, where it has its value, else by its default.

    A flag that stands in the sum explains the difference; the sum overwritten by a number would deny what it counts.
    """
    project = bench_of(trace).project
    chosen = dict.fromkeys(_branches(project, a, b))
    for name in dict.fromkeys([*chosen, *_flags(project, abs(a - b))]):
        why = f"{name} decides the {abs(a - b)} by which {a} and {b} differ"
        worth = prior + (_BOTH if name in chosen else 0.0)
        yield from switched_on(project, name, worth, why)
        for place in [*project.keys.get(name, []), *project.attributes.get(name, [])][:4]:
            if isinstance(place.node, ast.Constant) and isinstance(place.node.value, bool):
                text = str(not place.node.value)
                yield fix(f"change {name} to {text}", Edit(place.span, text), worth, stage=stage_of(name), why=why)


def _branches(project: Project, a: int, b: int) -> Iterator[str]:
    """The flags under which a name gets one of the two numbers, where it gets the other without them."""
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.If) or not node.orelse:
                continue
            name = node.test.attr if isinstance(node.test, ast.Attribute) else getattr(node.test, "id", None)
            with_it, without = dict(_assigned(node.body)), list(_assigned(node.orelse))
            if name and any({with_it.get(target), value} == {a, b} for target, value in without):
                yield name


def _assigned(block: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """The integers that a branch, or one further down the chain, gives to names."""
    for statement in block:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            if type(statement.value.value) is int:
                yield ast.unparse(statement.targets[0]), statement.value.value
        elif isinstance(statement, ast.If):
            yield from _assigned(statement.body)
            yield from _assigned(statement.orelse)


def switched_on(project: Project, name: str, prior: float, why: str) -> Iterator[Fix]:
    """An option that is off unless it is given: given where the program lists its options, else on by default."""
    for option in options(project):
        if name not in option.names or not option.off:
            continue
        word = option.words[-1]
        for edit in option_added(project, word):
            yield fix(f"give {word}", edit, prior + 0.02, stage=stage_of(name), why=why)
        edit = set_keyword(option.call, "default", "True")
        yield fix(f"switch {word} on", edit, prior, stage=stage_of(name), why=why)


def _flags(project: Project, step: int) -> Iterator[str]:
    """The names that choose between two integers which are ``step`` apart."""
    for source in project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.IfExp) or not step:
                continue
            values = [n.value for n in (node.body, node.orelse) if isinstance(n, ast.Constant) and type(n.value) is int]
            test = node.test
            if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
                test = test.operand
            if len(values) == 2 and abs(values[0] - values[1]) == step:
                if isinstance(test, ast.Attribute):
                    yield test.attr
                elif isinstance(test, ast.Name):
                    yield test.id
                elif isinstance(test, ast.Subscript) and isinstance(test.slice, ast.Constant):
                    yield str(test.slice.value)
