"""What the other layers of a model tell of a change to one: whether it makes the layer like them, or unlike them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from shapefault.observe.hooks import recorded_modules
from shapefault.observe.trace import Trace, layer_params
from shapefault.observe.values import is_module

_MOST = 0.2
"""What two layers of a form tell."""
_FORM = ("kernel_size", "stride", "padding", "output_padding", "dilation")


class Kin:
    """The layers of a model that are of one class with ``module``, and the windows that they have.

    What undoes it, a transposed convolution for a convolution, is its kin where one of its numbers is looked at alone.
    """

    def __init__(self, trace: Trace, module: Any) -> None:
        self._own = layer_params(module)
        self._others = [layer_params(other) for other in _others(trace, module, type(module).__name__)]
        self._mirror = [layer_params(other) for other in _others(trace, module, _undoing(type(module).__name__))]
        self._forms = Counter(map(_form, self._others))
        self._undone = Counter(map(_form, self._mirror))
        self._strides = Counter(as_one(other.get("stride")) for other in (*self._others, *self._mirror))

    def worth(self, change: Mapping[str, Any]) -> float:
        """How much evidence a change of the window is.

        0.2 where two or more have the form that it gives and none has the present one, 0.06 where one has; the
        negative of it where the change would take the layer out of such a company. The stride alone counts where all
        but one have the same, those of the transposed layers with it.
        """
        then = {**self._own, **change}
        joins, leaves = self._forms[_form(then)], self._forms[_form(self._own)]
        alike = (_MOST if max(joins, leaves) > 1 else 0.06) * (bool(joins) - bool(leaves))
        if not alike:
            alike = 0.06 * (bool(self._undone[_form(then)]) - bool(self._undone[_form(self._own)]))
        if "stride" in change and abs(alike) < _MOST:
            joins, leaves = self._strides[as_one(then["stride"])], self._strides[as_one(self._own["stride"])]
            alike += 0.1 * ((joins > 1 and leaves < 2) - (leaves > 1 and joins < 2))
        return alike

    def changes(self) -> Iterator[dict[str, Any]]:
        """The changes of at most two parameters that give the layer the window of another one, or of what it undoes."""
        seen = set()
        for params in (*self._others, *self._mirror):
            change = {name: params[name] for name in _FORM if name in self._own and params.get(name) != self._own[name]}
            if _form(params) not in seen and 0 < len(change) <= 2 and "dilation" not in change:
                yield change
            seen.add(_form(params))


def _others(trace: Trace, module: Any, name: str) -> list[Any]:
    """Those of its own model, and of the models that the running functions hold beside it; any, where none runs."""
    roots = [trace.root.module] if trace.root is not None else []
    for frame in trace.user_frames():
        roots += [v for v in list(frame.frame.f_locals.values()) if is_module(v)]
    found: dict[int, Any] = {}
    for root in roots[:8]:
        try:
            found |= {id(other): other for other in root.modules() if type(other).__name__ == name}
        except Exception:
            continue  # the program's own: it may do anything
    if trace.root is None:
        found |= {id(other): other for other in recorded_modules() if type(other).__name__ == name}
    found.pop(id(module), None)
    return list(found.values())


def _undoing(name: str) -> str:
    """The class that gives back the size which another took away."""
    return name.replace("ConvTranspose", "Conv") if "Transpose" in name else name.replace("Conv", "ConvTranspose")


def _form(params: Mapping[str, Any]) -> tuple[str, ...]:
    """The window, without the part of ``output_padding`` that only a transposed one has where it is none."""
    return tuple(as_one(params.get(name, 0 if name == "output_padding" else None)) for name in _FORM)


def as_one(value: Any) -> str:
    """The same for ``3`` and ``(3, 3)``."""
    return str(value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value)
