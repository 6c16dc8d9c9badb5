"""What a forward calls, answered before torch: shapes of sketches by plain rules, everything else by torch itself.

A rule answers where the result is plain for sure; what it asks about sizes is a condition of the path, as it would be
if torch had asked. Everything else, refusals included, is left to torch, with meta tensors in place of the sketches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from shapefault.check.domain.algebra import Algebra, Expr, Value
from shapefault.check.domain.functions import REPLACED
from shapefault.check.domain.modes import ShapeMode
from shapefault.check.domain.path import Path
from shapefault.check.domain.private import expression_of, symbolic
from shapefault.check.domain.sketch import Order, Sizes, Sketch, contiguous, sizes_of, sketch, usual, whole
from shapefault.check.domain.symnode import SizeNode

Rule = Callable[..., Any]
QUICK: dict[Any, Rule] = {}
_PLACES = (torch, torch.Tensor, functional, torch._C._nn)


def quick(*names: str, on: Iterable[Any] = _PLACES) -> Callable[[Rule], Rule]:
    """Register a rule for every function and method of torch with one of these names."""

    def register(rule: Rule) -> Rule:
        for name in (each for text in names for each in text.split()):
            for place in on:
                function = getattr(place, name, None)
                if callable(function):
                    QUICK[function] = rule
        return rule

    return register


class QuickFunctions(TorchFunctionMode):  # type: ignore[misc]
    """The functions of one run; ``path`` is None where every size is a number."""

    def __init__(self, path: Path | None, notes: ShapeMode) -> None:
        super().__init__()
        self.path, self.notes = path, notes
        self.algebra = path.algebra if path is not None else Algebra()
        self.normalised: list[Sizes] = []
        """The sizes of what batch normalisation took."""
        self._shown: dict[Expr, Any] = {}
        self._answers: dict[Expr, bool] = {}

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """The result of a rule, or of torch."""
        kwargs = kwargs or {}
        rule = QUICK.get(func)
        if rule is not None:
            try:
                result = rule(self, *args, **kwargs)
            except TypeError:  # arguments that the rule does not know
                result = None
            if result is not None:
                self.notes.op = None
                return result
        elif func in _OF_CLASS:
            return func(*args, **kwargs)
        return self.by_torch(func, args, kwargs)

    # What rules ask and make

    def holds(self, condition: Value) -> bool:
        """Whether a condition holds at the point of the path, of which it becomes a part."""
        if not isinstance(condition, Expr):
            return bool(condition)
        answer = self._answers.get(condition)
        if answer is None:
            assert self.path is not None
            answer = self._answers[condition] = bool(self.path.at_point(condition))
            self.path.guard(condition, answer)
        return answer

    def compare(self, op: str, a: Value, b: Value) -> bool:
        """``a op b`` for ``eq``, ``ne``, ``lt`` or ``le``."""
        return self.holds(self.algebra.compare(op, a, b))

    def equal(self, a: Value, b: Value) -> bool:
        """Whether two sizes are equal, which is asked only where they are not so for sure."""
        return a is b or self.compare("eq", a, b)

    def alike(self, a: Sizes, b: Sizes) -> bool:
        """Whether two shapes are equal."""
        return len(a) == len(b) and all(map(self.equal, a, b))

    def broadcast(self, a: Sizes, b: Sizes) -> Sizes | None:
        """The common shape; None where there is none.

        Equality is asked first: where two branches have rounded in different ways, it mostly holds at every size.
        """
        if a == b:
            return a
        more = len(a) - len(b)
        shape: list[Value] = []
        for left, right in zip((1,) * -more + a, (1,) * more + b, strict=True):
            if left == right or right == 1:
                shape.append(left)
            elif left == 1:
                shape.append(right)
            elif self.equal(left, right) or self.equal(right, 1):
                shape.append(left)
            elif self.equal(left, 1):
                shape.append(right)
            else:
                return None
        return tuple(shape)

    def product(self, sizes: Iterable[Value]) -> Value:
        """The product of some sizes."""
        total: Value = 1
        for size in sizes:
            total = self.algebra.mul(total, size)
        return total

    def positive(self, sizes: Iterable[Value]) -> bool:
        """Whether no size is zero."""
        return all(self.compare("le", 1, size) for size in sizes)

    def later(self, sizes: Sizes, like: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
        """The result of ``func``, which has these sizes for sure and an order in memory that torch tells when asked."""
        made = sketch(sizes, like.dtype, recipe=lambda: self._unnoted(func, args, kwargs))
        made.sketch_from = [t for arg in args for t in (arg if isinstance(arg, tuple | list) else (arg,))]
        return made

    def laid(self, sizes: Sizes, x: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
        """The result of ``func(x, ...)``: contiguous where ``x`` is so for sure, else as torch tells when asked."""
        return sketch(sizes, x.dtype) if contiguous(x) else self.later(sizes, x, func, x, *args, **kwargs)

    def refused(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        """Raise as torch does at the point of the path, where what was asked says that ``func`` refuses these sizes.

        On numbers torch asks nothing more: the refusal of a region needs no conditions but those that cause it. None
        where torch does take them.
        """
        self.by_torch(func, *self._at_point((args, kwargs)))

    def _at_point(self, value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return torch.empty([self._number(size) for size in sizes_of(value)], dtype=value.dtype, device="meta")
        if isinstance(value, tuple | list):
            return type(value)(map(self._at_point, value))
        if isinstance(value, dict):
            return {key: self._at_point(part) for key, part in value.items()}
        return self._number(expression_of(value)) if isinstance(value, torch.SymInt) else value

    def _number(self, size: Value) -> int:
        """A size at the point, which makes it no condition of the path."""
        return size if self.path is None else int(self.path.at_point(size))

    def part(self, sizes: Sizes, x: Any, func: Any, *args: Any) -> Any:
        """A part of ``x``: what ``func`` takes of it, in the order that ``x`` has."""
        made = self.later(sizes, x, func, x, *args)
        made.sketch_usual = usual(x)
        return made

    def shaped(self, sizes: Sizes, like: Any, order: Order | None, func: Any, *args: Any) -> Any:
        """A result laid out in ``order``, or as ``func`` lays it out where that is None."""
        return sketch(sizes, like.dtype, order) if order is not None else self.later(sizes, like, func, *args)

    # Between sketches and torch

    def shown(self, size: Value) -> Any:
        """A size as a forward sees it."""
        if not isinstance(size, Expr):
            return size
        found = self._shown.get(size)
        if found is None:
            assert self.path is not None
            node = SizeNode.of(self.path, size)
            found = self._shown[size] = symbolic(node) if node.is_symbolic() else node.hint
        return found

    def sizes_shown(self, sizes: Sizes) -> list[Any]:
        """Sizes as torch takes them."""
        return [self.shown(size) for size in sizes]

    def by_torch(self, func: Any, args: Any, kwargs: Any) -> Any:
        """The result of ``func`` on meta tensors, or of what replaces it."""
        stood_for: dict[int, Any] = {}
        args, kwargs = self._whole(args, stood_for), self._whole(kwargs, stood_for)
        replacement = REPLACED.get(func)
        result = replacement(*args, **kwargs) if replacement is not None else None
        if result is None:
            result = func(*args, **kwargs)
        if stood_for:
            if _in_place(func):
                for each in stood_for.values():
                    each.sketch_sizes, each.sketch_order = sizes_of(each.sketch_whole), None
            return stood_for.get(id(result), result)
        return result

    def _whole(self, value: Any, stood_for: dict[int, Any]) -> Any:
        if type(value) is Sketch:
            made = whole(value, self.sizes_shown)
            stood_for[id(made)] = value
            return made
        if isinstance(value, tuple | list) and type(value) is not torch.Size:
            parts = [self._whole(part, stood_for) for part in value]
            if all(a is b for a, b in zip(parts, value, strict=True)):
                return value
            return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
        if type(value) is dict:
            return {key: self._whole(part, stood_for) for key, part in value.items()}
        return value

    def _unnoted(self, func: Any, args: Any, kwargs: Any) -> Any:
        """A result that was noted when it was sketched."""
        notes = self.notes
        before, count = notes.flattened, len(notes.work)
        result = self.by_torch(func, args, kwargs)
        notes.flattened = before
        del notes.work[count:]
        return result


def _in_place(func: Any) -> bool:
    name = getattr(func, "__name__", "")
    return name.endswith("_") or name in ("__setitem__", "__set__")


def values(sizes: Iterable[Any]) -> Sizes:
    """Sizes that a forward gives, as ints and expressions."""
    return tuple(map(expression_of, sizes))


_ATTRIBUTES = "dtype device layout requires_grad grad grad_fn is_leaf is_cuda is_cpu is_mps is_xla is_meta is_sparse"
_ATTRIBUTES += " is_sparse_csr is_quantized is_nested is_mkldnn"
_OF_CLASS = {getattr(torch.Tensor, name).__get__ for name in _ATTRIBUTES.split() if hasattr(torch.Tensor, name)}
_OF_CLASS |= {torch.Tensor.is_floating_point, torch.is_floating_point, torch.Tensor.is_complex, torch.is_complex}
"""What is asked of a tensor and does not depend on its shape."""
