"""A tensor of which only the shape is kept, in Python: what most layers need, at a hundredth of a meta tensor's cost.

torch makes a meta tensor with symbolic sizes by asking for every stride and its contiguity. A :class:`Sketch` has its
sizes as ints and expressions, and the order of its axes in memory. Where more is asked of it, it becomes a meta tensor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import torch

from shapefault.check.domain.algebra import Value
from shapefault.check.domain.private import expression_of, no_torch_function, tensor_of_type
from shapefault.check.domain.rules import dense

Sizes = tuple[Value, ...]
Order = tuple[int, ...]


class Sketch(torch.Tensor):  # type: ignore[misc]
    """A dense floating tensor with the given sizes.

    ``order`` has its axes from the outermost in memory to the innermost. None is an order that only torch knows:
    ``recipe`` then makes the meta tensor.
    """

    __torch_function__ = no_torch_function
    sketch_sizes: Sizes
    sketch_order: Order | None
    sketch_usual: bool
    """Whether the axes lie in the usual order, though not densely: a part of a contiguous tensor."""
    sketch_recipe: Callable[[], Any] | None
    sketch_from: Sequence[Any]
    """What the recipe takes."""
    sketch_whole: Any
    """The meta tensor, once it has been made."""


@lru_cache(maxsize=16)
def in_order(axes: int) -> Order:
    """The order of a contiguous tensor."""
    return tuple(range(axes))


@lru_cache(maxsize=16)
def _blank(dtype: Any) -> Any:
    return torch.empty(0, dtype=dtype, device="meta")


def sketch(sizes: Sizes, dtype: Any, order: Order | None = None, recipe: Callable[[], Any] | None = None) -> Any:
    """A sketch, contiguous where neither an order nor a recipe is given."""
    made = tensor_of_type(Sketch, _blank(dtype))
    made.sketch_sizes = sizes
    made.sketch_order = order if order is not None or recipe is not None else in_order(len(sizes))
    made.sketch_usual = False
    made.sketch_recipe = recipe
    made.sketch_from = ()
    made.sketch_whole = None
    return made


def sizes_of(x: Any) -> Sizes:
    """The sizes of a sketch or of any other tensor, as ints and expressions."""
    if type(x) is Sketch:
        found: Sizes = x.sketch_sizes
        return found
    return tuple(map(expression_of, x.shape))


def fits(tensor: Any, *sizes: Value) -> bool:
    """Whether a weight has these sizes for sure, or there is none."""
    return tensor is None or sizes_of(tensor) == sizes


def order_of(x: Any) -> Order | None:
    """The order of a tensor's axes in memory; None where it is not known without asking torch."""
    if type(x) is Sketch:
        found: Order | None = x.sketch_order
        return found
    if any(isinstance(size, torch.SymInt) for size in x.shape):
        return in_order(x.dim()) if dense(x) else None
    return in_order(x.dim()) if x.is_contiguous() else None


def contiguous(x: Any) -> bool:
    """Whether a tensor is contiguous for sure."""
    return order_of(x) == in_order(len(sizes_of(x)))


def usual(x: Any) -> bool:
    """Whether the axes lie in the usual order for sure, densely or not: what is made of such a tensor is contiguous."""
    return contiguous(x) or (type(x) is Sketch and x.sketch_usual)


def permuted(order: Order, axes: Sequence[int]) -> Order:
    """The order in memory after the axes were rearranged, as ``permute`` does."""
    return tuple(axes.index(axis) for axis in order)


def whole(x: Any, sizes: Callable[[Sizes], list[Any]]) -> Any:
    """The meta tensor that a sketch stands for; ``sizes`` turns expressions into what torch takes."""
    waiting = [x]
    while waiting:  # recipes wait for recipes, and networks are deep: no recursion
        top = waiting[-1]
        before = [t for t in top.sketch_from if type(t) is Sketch and t.sketch_whole is None]
        waiting += before
        if not before:
            waiting.pop()
            if top.sketch_whole is None:
                top.sketch_whole = _made(top, sizes)
                top.sketch_from, top.sketch_recipe = (), None
    return x.sketch_whole


def _made(x: Any, sizes: Callable[[Sizes], list[Any]]) -> Any:
    order = x.sketch_order
    if order is None:
        return x.sketch_recipe()
    made = torch.empty(sizes(tuple(x.sketch_sizes[axis] for axis in order)), dtype=x.dtype, device="meta")
    return made if order == in_order(len(order)) else made.permute(permuted(in_order(len(order)), order))
