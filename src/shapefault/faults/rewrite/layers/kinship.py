"""What the other layers of a model tell of a change to one: whether it makes the layer like them, or unlike them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from shapefault.observe.trace import Trace, layer_params

_FORM = ("kernel_size", "stride", "padding", "output_padding", "dilation")


class Kin:
    """The layers of a model that are of one class with ``module``, and the windows that they have."""

    def __init__(self, trace: Trace, module: Any) -> None:
        self._own = layer_params(module)
        self._others = [layer_params(other) for other in _others(trace, module)]
        self._forms = Counter(map(_form, self._others))

    def worth(self, change: Mapping[str, Any]) -> float:
        """How much evidence a change of the window is.

        0.2 where two or more have the form that it gives and none has the present one, 0.06 where one has; the
        negative of it where the change would take the layer out of such a company.
        """
        joins, leaves = self._forms[_form({**self._own, **change})], self._forms[_form(self._own)]
        if bool(joins) == bool(leaves):
            return 0.0
        return (0.2 if max(joins, leaves) > 1 else 0.06) * (1 if joins else -1)

    def changes(self) -> Iterator[dict[str, Any]]:
        """The changes of at most two parameters that give the layer the window of another one."""
        seen = set()
        for params in self._others:
            change = {name: params[name] for name in _FORM if name in self._own and params.get(name) != self._own[name]}
            if _form(params) not in seen and 0 < len(change) <= 2 and "dilation" not in change:
                yield change
            seen.add(_form(params))


def _others(trace: Trace, module: Any) -> list[Any]:
    """Those of its own model, and those of the models that the running functions hold beside it."""
    roots = [trace.root.module] if trace.root is not None else []
    for frame in trace.user_frames():
        roots += [v for v in list(frame.frame.f_locals.values()) if hasattr(v, "_parameters") and hasattr(v, "modules")]
    found: dict[int, Any] = {}
    for root in roots[:8]:
        try:
            found |= {id(other): other for other in root.modules() if type(other) is type(module)}
        except Exception:
            continue  # the program's own: it may do anything
    found.pop(id(module), None)
    return list(found.values())


def _form(params: Mapping[str, Any]) -> tuple[str, ...]:
    """One text a parameter, the same for ``3`` and ``(3, 3)``."""
    texts = []
    for name in _FORM:
        value = params.get(name)
        texts.append(str(value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value))
    return tuple(texts)
