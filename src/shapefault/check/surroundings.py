"""The state in which a model is checked, and is left: its mode, its attributes, its lazy layers."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from shapefault.check.containers import containers_kept
from shapefault.check.limits import TimeOver, timed
from shapefault.observe.recorder import quiet

_TABLES = ("_parameters", "_buffers", "_modules", "_non_persistent_buffers_set")


@contextmanager
def as_it_was(model: Any, training: bool | None = None) -> Iterator[None]:
    """Within it, the model is in training mode or not (as it is, for None); afterwards it is as before, attributes too.

    A forward may keep what it computed (a cache of positions, a counter): here that would be tensors without values.
    """
    saved = []
    for module in model.modules():
        state = module.__dict__
        tables = {name: copy.copy(state[name]) for name in _TABLES if name in state}
        saved.append((module, dict(state), tables))
    try:
        if training is not None and any(module.training is not training for module, _, _ in saved):
            model.train(training)
        with containers_kept(model):
            yield
    finally:
        for module, state, tables in saved:
            module.__dict__.clear()
            module.__dict__.update(state)
            for name, table in tables.items():
                state[name].clear()
                state[name].update(table)


def sized(model: Any, call: Callable[[], tuple[tuple[Any, ...], dict[str, Any]]]) -> Any:
    """The model; where it has lazy layers, a copy in which a real forward on ``call``'s arguments gave them sizes."""
    import torch
    from torch.nn.parameter import is_lazy

    tables = (table for module in model.modules() for table in (module._parameters, module._buffers))
    if not any(is_lazy(t) for table in tables for t in table.values()):
        return model
    copied = copy.deepcopy(model)
    args, kwargs = call()
    with quiet(), torch.no_grad(), suppress(Exception, TimeOver), timed():  # where it ends, the rest stays lazy
        copied(*args, **kwargs)
    return copied


def floating_dtype(model: Any) -> str:
    """The name of the floating dtype that the model's parameters have; ``float32`` where it has none."""
    for parameter in model.parameters():
        if parameter.dtype.is_floating_point and parameter.dtype.itemsize > 1:
            return str(parameter.dtype).removeprefix("torch.")
    return "float32"
