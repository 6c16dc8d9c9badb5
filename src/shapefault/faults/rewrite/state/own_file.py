"""Weights of somebody else's model, where the function that loads them has saved its own: load what was saved."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, names_bound
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.frames import Frame
from shapefault.source.nodes import walk
from shapefault.source.project import callee


def own_file(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """``head.load_state_dict(torch.load(path)["state_dict"])`` for ``load_reference_weights(head, arch)``."""
    for frame in trace.user_frames():
        source, node, function = frame.site.source(), frame.site.node(), frame.function()
        if source is None or function is None or not isinstance(node, ast.Call) or callee(node) == "load_state_dict":
            continue
        models = [ast.unparse(given) for given in node.args if frame.held(given) is loading.model]
        for model in models:
            for path, entry in _saved(frame, source, function, model):
                torch = names_bound(source, "torch", "torch")
                yield fix(
                    f"load the weights that this program saves in {path}",
                    Edit(source.span(node), f"{model}.load_state_dict({torch}.load({path}){entry})"),
                    prior, stage=Stage.STATE_DICT,
                    why=f"{callee(node)} loads another model's weights, those of {model} itself are in {path}",
                )  # fmt: skip


def _saved(frame: Frame, source: Source, function: ast.AST, model: str) -> Iterator[tuple[str, str]]:
    """Where the function saves the model, and under which key of what it saves."""
    state = f"{model}.state_dict()"
    for call in walk(function):
        if not isinstance(call, ast.Call) or callee(call) != "save" or len(call.args) != 2:
            continue
        what, path = call.args
        if type(frame.held(path)) is not str:
            continue
        if ast.unparse(what) == state:
            yield ast.unparse(path), ""
        for key, value in zip(what.keys, what.values, strict=True) if isinstance(what, ast.Dict) else ():
            if isinstance(key, ast.Constant) and ast.unparse(value) == state:
                yield ast.unparse(path), f"[{source.span(key).text}]"
