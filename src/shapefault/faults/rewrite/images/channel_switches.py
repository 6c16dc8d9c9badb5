"""Where the program can give its images another number of channels: a switch that says so, a repetition too many."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.dims import number
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent
from shapefault.source.project import CallPlace, default_of, has_parameter

_GRAY = re.compile(r"gr[ae]y|mono|single_channel|bw$", re.I)
_COLOUR = re.compile(r"rgb|colou?r", re.I)


def channel_switches(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``grayscale=False`` in the program's own function, turned where it is called without it, or by its default."""
    if 1 not in (got, want):
        return
    project = bench_of(trace).project
    for name, defined in project.functions.items():
        for source, function in defined:
            for parameter in (*function.args.args, *function.args.kwonlyargs):
                default = default_of(function, parameter.arg)
                turned = _turned(parameter.arg, want)
                if turned is None or not isinstance(default, ast.Constant) or default.value is turned:
                    continue
                why = f"{parameter.arg} is left at {default.value!r}, the model takes {want} channels"
                names = [name] if name != "__init__" else [getattr(parent(function), "name", name)]
                for call in [c for n in names for c in project.calls.get(n, [])]:
                    if not has_parameter(function, parameter.arg) or _gives(call, function, parameter.arg):
                        continue
                    edit = set_keyword(call, parameter.arg, str(turned))
                    yield fix(f"call {names[0]} with {parameter.arg}={turned}", edit, prior,
                              stage=Stage.AUGMENTATION, why=why)  # fmt: skip
                yield fix(f"let {parameter.arg} be {turned}", Edit(source.span(default), str(turned)), prior - 0.1,
                          stage=Stage.AUGMENTATION, why=why)  # fmt: skip


def _turned(name: str, want: int) -> bool | None:
    if _GRAY.search(name):
        return want == 1
    return want > 1 if _COLOUR.search(name) else None


def _gives(call: CallPlace, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    if any(k.arg in (name, None) for k in call.node.keywords):
        return True
    order = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
    return name in order and order.index(name) < len(call.node.args)


def repetitions(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """``x.repeat(3, 1, 1)`` of pictures that have three channels already: leave it out."""
    if not want or got % want or got == want:
        return
    times, why = got // want, f"the pictures have {want} channels before they are repeated"
    project = bench_of(trace).project
    for call in project.calls.get("repeat", []):
        counts = [number(a) for a in call.node.args]
        axis = 1 if len(counts) == 4 else 0
        if len(counts) < 3 or counts[axis] != times or any(c != 1 for i, c in enumerate(counts) if i != axis):
            continue
        if isinstance(call.node.func, ast.Attribute):
            yield fix("do not repeat the channels", _left_out(call, call.node.func.value), prior,
                      stage=Stage.AUGMENTATION, why=why)  # fmt: skip
    for name in ("cat", "concat", "concatenate", "stack"):
        for call in project.calls.get(name, []):
            listed = call.node.args[0] if call.node.args else None
            parts = listed.elts if isinstance(listed, ast.List | ast.Tuple) else []
            if len(parts) == times > 1 and len({ast.dump(p) for p in parts}) == 1:
                yield fix("do not repeat the channels", _left_out(call, parts[0]), prior - 0.04,
                          stage=Stage.AUGMENTATION, why=why)  # fmt: skip


def _left_out(call: CallPlace, inner: ast.expr) -> Edit:
    """The call replaced by what it repeats; a whole ``Lambda`` that does nothing else goes out of its list."""
    source, around = call.source, parent(call.node)
    step = parent(around) if isinstance(around, ast.Lambda) else None
    holder = parent(step) if isinstance(step, ast.Call) else None
    if isinstance(step, ast.Call) and isinstance(holder, ast.List | ast.Tuple) and isinstance(inner, ast.Name):
        index = holder.elts.index(step)
        start, end = source.span(step).start, source.span(step).end
        if index + 1 < len(holder.elts):
            end = source.span(holder.elts[index + 1]).start
        elif index:
            start = source.span(holder.elts[index - 1]).end
        return Edit(Span(source.path, start, end, source.between(start, end)), "")
    assert enclosing(call.node, ast.AST) is not None
    return Edit(call.span, source.span(inner).text)
