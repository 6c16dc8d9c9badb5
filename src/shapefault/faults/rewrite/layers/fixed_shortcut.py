"""A shortcut that is pooled by a fixed 2, in a block whose convolutions take the block's own ``stride``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk
from shapefault.source.project import method_of

_POOLS = ("pool", "upsample", "conv", "down", "shuffle")
_KEYWORDS = ("kernel_size", "stride", "scale_factor")


def fixed_shortcut(trace: Trace, prior: float) -> Iterator[Fix]:
    """The parameter that decides whether there is such a layer, in the place of the number."""
    for source, cls in bench_of(trace).project.classes.values():
        init = method_of(cls, "__init__")
        for node in walk(init) if init is not None else ():
            asked = _asked(node)
            for branch in branches(node) if asked else ():
                yield from _named(source, branch, asked, prior)


def _asked(node: ast.AST) -> str:
    """``stride`` of ``... if stride == 1 else ...`` and of ``if stride > 1:``."""
    match node:
        case (ast.If() | ast.IfExp()) as asking:
            match asking.test:
                case ast.Compare(left=ast.Name(id=name), comparators=[ast.Constant(value=1)]):
                    return name
    return ""


def branches(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in the branches of a choice."""
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.If):
        yield from (*node.body, *node.orelse)


def _named(source: Source, branch: ast.AST, name: str, prior: float) -> Iterator[Fix]:
    for call in walk(branch):
        kind = ast.unparse(call.func).lower() if isinstance(call, ast.Call) else ""
        if not isinstance(call, ast.Call) or not any(word in kind for word in _POOLS):
            continue
        given = [*(call.args[:1] if "conv" not in kind else ()),
                 *(k.value for k in call.keywords if k.arg in _KEYWORDS)]  # fmt: skip
        fixed = [node for node in given if _is_number(node)]
        if fixed and not any(isinstance(n, ast.Name) and n.id == name for n in walk(call)):
            number = source.span(fixed[0]).text
            yield fix(
                f"take {name} in the place of {number}", [Edit(source.span(node), name) for node in fixed],
                prior, stage=Stage.LAYER_CONFIG,
                why=f"it stands for a {name} that is not 1, and is fixed at {number}",
            )  # fmt: skip


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1
