"""A number that the program writes under one name and that a call of its own leaves at another default.

``n_mel_channels`` is 40 in the settings; ``Spectrogram(rate=8000)`` does not hand it on and makes 80.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.faults.rewrite.numbers.naming import own_name
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, bound_argument, has_parameter, method_of

_NAMED = 3
_WIDTH = re.compile(
    r"^(d_?model|(embed(ding)?|emb|hidden|model|feature|hid)_?(dim|size|channels)|dim_?(model|hidden|embed))$",
    re.IGNORECASE,
)
"""What the width of a model goes by: one number under several names."""
_OTHER_NAME = 0.4
"""What is taken off where the number stands under another of these."""
_COUNTED = re.compile(r"^(n|num|nb|no)_")
_NEVER_READ = 0.16
"""More evidence where the function around the call takes the number and does nothing with it."""


def left_at_default(trace: Trace, a: int, b: int, prior: float) -> Iterator[Fix]:
    """Where one of two sizes is such a default and the other is written under its name: hand that one on."""
    if a == b:
        return
    project = bench_of(trace).project
    written = {
        (_stem(name), place.node.value): name  # type: ignore[attr-defined]
        for place in project.integers
        if place.node.value in (a, b) and (name := own_name(place))  # type: ignore[attr-defined]
    }
    widths = {value: name for (_, value), name in written.items() if _WIDTH.match(name)}
    for called, source, function, name, default in defaults_of(project):
        now = default.value
        other = b if now == a else a
        if type(now) is not int or now not in (a, b):
            continue
        as_written, apart = written.get((_stem(name), other)), 0.0
        if as_written is None and _WIDTH.match(name):
            as_written, apart = widths.get(other), _OTHER_NAME
        if as_written is None:
            continue
        calls = leaving(project, function, name)
        if len(name) < _NAMED and not _given(project.calls.get(called, []), function, name):
            continue  # a short name alone may be another's
        why = f"{name} is {other} elsewhere and left at its default {now} here"
        for call in calls[:2]:
            text = _in_scope(call, name) or _of_settings(call, as_written) or str(other)
            worth = prior - apart + (_NEVER_READ if _taken_for_nothing(call, name) else 0.0)
            stage = Stage.DATA_LOADING if _in_data(call) else stage_of(name)
            for rank, value in enumerate(dict.fromkeys((text, str(other)))):  # the settings here may lack the key
                edit = set_keyword(call, name, value)
                yield fix(f"hand {name} on to {called}", edit, worth - 0.02 * rank, stage=stage, why=why)
        if calls:
            yield fix(f"let {name} of {called} be {other}", Edit(source.span(default), str(other)),
                      prior - apart - 0.04, stage=stage_of(name), why=why)  # fmt: skip


def _stem(name: str) -> str:
    """``mels`` of ``n_mels`` and of ``num_mels``."""
    return _COUNTED.sub("", name.lower())


def _of_settings(call: CallPlace, name: str) -> str | None:
    """``h["num_mels"]`` where the call is given ``h["hop_size"]``."""
    for part in (*call.node.args, *(k.value for k in call.node.keywords)):
        if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant) and type(part.slice.value) is str:
            quote = call.source.span(part.slice).text[0]
            return f"{call.source.span(part.value).text}[{quote}{name}{quote}]"
    return None


def _given(calls: list[CallPlace], function: Function, name: str) -> bool:
    """Whether another call gives the parameter."""
    return any(bound_argument(call.node, function, name) is not None for call in calls)


def _in_data(call: CallPlace) -> bool:
    """Whether a data set makes the call."""
    cls = enclosing(call.node, ast.ClassDef)
    return isinstance(cls, ast.ClassDef) and method_of(cls, "__getitem__") is not None


def _in_scope(call: CallPlace, name: str) -> str | None:
    """The name itself, where the function around the call has it as a parameter."""
    function = enclosing(call.node, ast.FunctionDef, ast.AsyncFunctionDef)
    return name if isinstance(function, Function) and has_parameter(function, name) else None


def _taken_for_nothing(call: CallPlace, name: str) -> bool:
    """Whether the function around the call has such a parameter, and never reads it."""
    function = enclosing(call.node, ast.FunctionDef, ast.AsyncFunctionDef)
    if not isinstance(function, Function) or not has_parameter(function, name):
        return False
    return not any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load) for n in walk(function))
