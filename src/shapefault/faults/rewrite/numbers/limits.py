"""A limit that its default switches off: ``--max_vocab`` at -1, ``first=None``; the wanted size is what it cuts to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import all_defaults
from shapefault.faults.rewrite.numbers.option_lists import option_added, options
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import Project, bound_argument

_WORDS = re.compile(r"max|limit|top|num|first|size|keep|len|^n_|^n$|_n$")


def limits(trace: Trace, size: int, prior: float, stage: Stage) -> Iterator[Fix]:
    """Each such limit given ``size``: as an option, by its default, or in the calls that leave it out."""
    project = bench_of(trace).project
    asked = _asked_for(project)
    for option in options(project):
        word, default = option.words[-1], option.given.get("default")
        if default is None or not _off(default) or option.names[-1] not in asked:
            continue
        why = f"{word} is off, {size} are wanted"
        for edit in option_added(project, word, str(size)):
            yield fix(f"give {word} {size}", edit, prior + 0.02, stage=stage, why=why)
        written = Edit(option.call.source.span(default), str(size))
        yield fix(f"let {word} be {size}", written, prior, stage=stage, why=why)
    for called, _, function, name, default in all_defaults(project):
        for place in project.calls.get(called, [])[:3] if _off(default) and name in asked else ():
            if bound_argument(place.node, function, name) is None:
                yield fix(
                    f"call {called} with {name}={size}",
                    set_keyword(place, name, str(size)),
                    prior - 0.04,
                    stage=stage,
                    why=f"{name} is off, {size} are wanted",
                )


def _off(node: ast.expr) -> bool:
    """Whether a default says that there is no limit: None, -1, 0."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return isinstance(node.operand, ast.Constant) and node.operand.value == 1
    return isinstance(node, ast.Constant) and (node.value is None or (node.value == 0 and type(node.value) is int))


def _asked_for(project: Project) -> set[str]:
    """The names that sound like limits and are asked for in a condition, or cut something."""
    found: set[str] = set()
    for source in project.sources:
        for node in source.nodes:
            asked = node if isinstance(node, ast.Slice) else node.test if isinstance(node, ast.If | ast.IfExp) else None
            for part in walk(asked) if asked is not None else ():
                name = part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "")
                if _WORDS.search(name.lower()) and "min" not in name.lower():
                    found.add(name)
    return found
