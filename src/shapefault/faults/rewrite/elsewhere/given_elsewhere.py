"""An argument that another call of the same function or class is given, and this one is not.

``Env(64, history={"velocity": 5})`` where the policy is trained, ``Env(4)`` where it is loaded; or
``Net(width=opt.width, depth=opt.depth)`` and ``Net(width=opt.width)``.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee

_MOST = 4


def given_elsewhere(trace: Trace, prior: float) -> Iterator[Fix]:
    """For the calls of the program's own in the running functions: the keywords of calls in other functions."""
    found = itertools.islice(_lacking(trace), _MOST)
    for made, (call, other, keyword, running, level) in enumerate(found):
        name, text = callee(call.node), other.source.span(keyword.value).text
        yield fix(
            f"give {name} {keyword.arg}={text} here too",
            set_keyword(call, keyword.arg or "", text), prior + 0.12 * running - 0.02 * made - 0.03 * level,
            stage=Stage.STATE_DICT, why=f"another call of {name} is given {keyword.arg}={text}",
        )  # fmt: skip


def _lacking(trace: Trace) -> Iterator[tuple[CallPlace, CallPlace, ast.keyword, bool, int]]:
    """A call, another one, a keyword that only the other is given; whether the first is a part of what runs now.

    And how many frames above the innermost one it stands.

    Calls that stand in one function differ on purpose, unless one of them is running.
    """
    project = bench_of(trace).project
    for level, frame in enumerate(list(trace.user_frames())[:_MOST]):
        source, function, node = frame.site.source(), frame.function(), frame.site.node()
        now = set(walk(node)) if node is not None else set()
        for part in walk(function) if source is not None and function is not None else ():
            if source is None or not isinstance(part, ast.Call):
                continue
            if callee(part) not in project.functions and callee(part) not in project.classes:
                continue
            own = {k.arg for k in part.keywords}
            for other in project.calls.get(callee(part), []) if None not in own else ():
                same = enclosing(other.node, ast.FunctionDef) is enclosing(part, ast.FunctionDef)
                if other.node is part or (same and part not in now):
                    continue
                for keyword in other.node.keywords:
                    if keyword.arg is not None and keyword.arg not in own and _means_the_same(keyword.value, part):
                        yield CallPlace(source, part), other, keyword, part in now, level


def _means_the_same(value: ast.expr, call: ast.Call) -> bool:
    """Whether an expression is written out, or reads attributes of what the call reads them of, too."""
    kinds = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.expr_context, ast.UnaryOp, ast.unaryop)
    if all(isinstance(part, kinds) for part in walk(value)):
        return True
    given = [*call.args, *(k.value for k in call.keywords)]
    read = {ast.dump(p.value) for each in given for p in walk(each) if isinstance(p, ast.Attribute)}
    return isinstance(value, ast.Attribute) and ast.dump(value.value) in read
