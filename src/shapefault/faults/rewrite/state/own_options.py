"""A model built with the options of one checkpoint, where the weights come from another that has its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.state.loading import Loading, construction
from shapefault.faults.rewrite.state.saved_beside import checkpoints
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace


def own_options(trace: Trace, loading: Loading, prior: float) -> Iterator[Fix]:
    """``Decoder(checkpoint["opt"], ...)`` for ``Decoder(model_opt, ...)``: the same fields with other values."""
    for frame in trace.user_frames():
        source = frame.site.source()
        for name, kept in checkpoints(frame, loading) if source is not None else ():
            for built in construction(trace, loading.model):
                node = built.call.node
                if source is None or built.call.source.path != source.path:
                    continue
                for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                    now = _fields(frame.held(given))
                    for key, saved in kept.items() if now else ():
                        then = _fields(saved)
                        if then is None or now is None or set(then) != set(now) or then == now:
                            continue
                        text = f'{name}["{key}"]'
                        yield fix(
                            f"build {built.name} with the {key} of its own checkpoint", Edit(source.span(given), text),
                            prior, stage=Stage.STATE_DICT,
                            why=f"{source.span(given).text} is of another model, {text} belongs to these weights",
                        )  # fmt: skip


def _fields(value: Any) -> dict[str, Any] | None:
    """The options that a dict or a namespace holds; None of anything else, and of weights."""
    space = type(value).__name__ in ("Namespace", "SimpleNamespace")
    fields = dict(vars(value)) if space else value if isinstance(value, dict) else None
    plain = (int, float, str, bool, list, tuple, type(None))
    return fields if fields and all(isinstance(v, plain) for v in fields.values()) else None
