"""What the checkpoint holds beside its weights: ``{"model": ..., "hidden": 128, "vocab": vocab}``, and nobody reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import bindings
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.state.loading import Loading, construction
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk

_MANY = (list, tuple, dict)


def saved_beside(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """``hidden=ckpt["hidden"]`` in the call that builds the model; ``vocab = ckpt["vocab"]`` before it."""
    for frame in trace.user_frames():
        source, scope = frame.site.source(), frame.function()
        scope = scope if scope is not None else source.tree if source is not None else None
        if source is None or scope is None:
            continue
        for name, kept in checkpoints(frame, loading):
            bound = [(part, value) for part in walk(scope) for n, value in bindings(part) if n == name]
            if bound:
                yield from _arguments(trace, loading, source, name, kept, bound[-1][0], prior)
                yield from _values(frame, source, scope, name, kept, bound[-1], prior)


def checkpoints(frame: Frame, loading: Loading) -> Iterator[tuple[str, dict[str, Any]]]:
    """The loaded dicts that hold the weights as one of their entries."""
    for name, value in list(frame.frame.f_locals.items()):
        if isinstance(value, dict) and any(
            isinstance(v, dict) and set(v) == set(loading.state) for v in value.values()
        ):
            yield name, {k: v for k, v in value.items() if isinstance(k, str)}


def _arguments(
    trace: Trace, loading: Loading, source: Source, name: str, kept: dict[str, Any], bound: ast.AST, prior: float
) -> Iterator[Fix]:
    for built in construction(trace, loading.model):
        if built.call.source.path != source.path or built.call.node.lineno <= bound.lineno:  # type: ignore[attr-defined]
            continue
        for parameter in built.names():
            given, now = built.given(parameter), built.default(parameter)
            now = given.value if isinstance(given, ast.Constant) else now
            if type(kept.get(parameter)) is not int or type(now) is not int or kept[parameter] == now:
                continue
            text = f'{name}["{parameter}"]'
            edit = Edit(source.span(given), text) if given is not None else set_keyword(built.call, parameter, text)
            yield fix(f"build {built.name} with {parameter}={text}", edit, prior, stage=Stage.STATE_DICT,
                      why=f"the checkpoint says {kept[parameter]}, the model is built with {now}")  # fmt: skip


def _values(
    frame: Frame, source: Source, scope: ast.AST, name: str, kept: dict[str, Any], bound: tuple[ast.AST, ast.expr],
    prior: float,
) -> Iterator[Fix]:  # fmt: skip
    """The words or classes that the weights belong to, in place of those that were counted anew."""
    last = {own: (part, value) for part in walk(scope) for own, value in bindings(part)
            if part.lineno < frame.lineno}  # type: ignore[attr-defined]  # fmt: skip
    for own, (part, value) in last.items():
        now = frame.frame.f_locals.get(own)
        if own == name or not isinstance(now, _MANY):
            continue
        for key, saved in kept.items():
            if not isinstance(saved, type(now)) or len(saved) == len(now) or not set(saved) & set(now):
                continue
            later = part.lineno < bound[0].lineno  # type: ignore[attr-defined]
            text = f'{source.span(bound[1]).text if later else name}["{key}"]'
            yield fix(f"take {own} from the checkpoint", Edit(source.span(value), text), prior, stage=Stage.STATE_DICT,
                      why=f"the weights belong to the {len(saved)} of {key} in it, {own} has {len(now)}")  # fmt: skip
