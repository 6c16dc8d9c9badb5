"""Pictures that are no squares, turned by a random number of quarters: ``rot90(x, random.randint(0, 3))``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.loader.values import Conflict
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import CallPlace, callee

_WHY = "a quarter turn exchanges height and width, which differ"


def quarter_turns(trace: Trace, conflict: Conflict | None, prior: float) -> Iterator[Fix]:
    """Half turns alone, where the sizes that disagree are height and width of each other."""
    shapes = {value.shape for value in conflict.values if value.shape is not None} if conflict is not None else set()
    turned = any(len(s) > 1 and s[-1] != s[-2] and (*s[:-2], s[-1], s[-2]) in shapes for s in shapes)
    if not turned and not any(len(s) > 2 and any(t[-2:] == s[:-3:-1] != s[-2:] for t in shapes) for s in shapes):
        return
    for call in bench_of(trace).project.calls.get("rot90", []):
        drawn = _drawn(call)
        edit = _even(CallPlace(call.source, drawn)) if drawn is not None else None
        if edit is not None:
            yield fix("turn by halves alone", edit, prior, stage=Stage.AUGMENTATION, why=_WHY)


def _drawn(call: CallPlace) -> ast.Call | None:
    """The call that draws the number of quarters, in the argument or where its name is bound."""
    node: ast.expr | None = next((k.value for k in call.node.keywords if k.arg == "k"), None)
    node = call.node.args[1] if node is None and len(call.node.args) > 1 else node
    function = enclosing(call.node, ast.FunctionDef)
    if isinstance(node, ast.Name):
        values = [
            part.value
            for part in ast.walk(function or call.source.tree)
            if isinstance(part, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in part.targets)
        ]
        node = values[-1] if len(values) == 1 else None
    draws = [p for p in ast.walk(node) if isinstance(p, ast.Call) and callee(p) in _DRAWS] if node is not None else []
    return draws[0] if draws else None


_DRAWS = ("randint", "choice", "randrange", "integers")


def _even(draw: CallPlace) -> Edit | None:
    """The same draw of 0 or 2."""
    name, args = callee(draw.node), draw.node.args
    if name == "choice":
        chosen = args[0] if args else None
        return Edit(draw.source.span(chosen), "(0, 2)") if isinstance(chosen, ast.Tuple | ast.List) else None
    if name not in ("randint", "randrange", "integers") or not args:
        return None
    top = args[1] if len(args) > 1 and not isinstance(args[1], ast.Tuple) else args[0]
    if not isinstance(top, ast.Constant) or top.value not in (3, 4):
        return None
    whole, last = draw.span, draw.source.span(top)
    closed = draw.source.span(draw.node.func).text.startswith("random.") and name == "randint"
    before, behind = draw.source.between(whole.start, last.start), draw.source.between(last.end, whole.end)
    return Edit(whole, f"2 * {before}{1 if closed else 2}{behind}")
