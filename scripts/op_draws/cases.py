"""How to draw a call of each op: registered by name, with small right shapes that are mostly right."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from op_draws import strategies as st

Draw = Callable[[st.Strategy], Any]
Arguments = tuple[tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One op and how its calls are drawn."""

    name: str
    fn: Callable[..., Any]
    build: Callable[[Draw], Arguments]


@dataclass(frozen=True)
class LayerCase:
    """A module, whose requirement is that of its class: operands, parameters, and the call itself."""

    name: str
    build: Callable[[Draw], tuple[dict[str, Any], dict[str, Any], Callable[[], Any]]]


CASES: dict[str, Case | LayerCase] = {}
FAMILIES = ("windows", "products", "reshapes", "indexing", "norms_losses", "resampling", "matrices", "modules")


@cache
def cases() -> dict[str, Case | LayerCase]:
    """All of them."""
    for family in FAMILIES:
        importlib.import_module(f"op_draws.{family}")
    return CASES


def case(name: str, fn: Callable[..., Any]) -> Callable[[Any], Any]:
    """Register how to draw a call of one op."""

    def register(build: Any) -> Any:
        CASES[name] = Case(name, fn, build)
        return build

    return register


def layer_case(name: str) -> Callable[[Any], Any]:
    """Register how to draw a module and its input."""

    def register(build: Any) -> Any:
        CASES[name] = LayerCase(name, build)
        return build

    return register


def drawer(rng: random.Random) -> Draw:
    """A function that draws from strategies."""
    return lambda strategy: strategy.pick(rng)


small = st.integers(1, 4)


def ten(*shape: int, dtype: Any = None) -> Any:
    """A tensor of zeros."""
    return torch.zeros(shape, dtype=dtype)


def shape(draw: Draw, low: int = 0, high: int = 4, most: int = 4, least: int = 1) -> tuple[int, ...]:
    """Sizes between ``least`` and ``most``, of ``low`` to ``high`` axes."""
    return tuple(draw(st.lists(st.integers(least, most), min_size=low, max_size=high)))


def bend(draw: Draw, given_shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape itself (mostly), or one axis changed, dropped or added."""
    out, how = (
        list(given_shape),
        draw(st.sampled_from(["keep"] * 5 + ["change", "one", "drop", "add", "front"])),
    )
    if how in ("change", "one", "drop") and out:
        i = draw(st.integers(0, len(out) - 1))
        if how == "drop":
            del out[i]
        else:
            out[i] = 1 if how == "one" else draw(small)
    elif how == "add":
        out.append(draw(small))
    elif how == "front":
        out.insert(0, draw(small))
    return tuple(out)


def per_axis(draw: Draw, n: int, low: int, high: int) -> Any:
    """An int, or one int an axis."""
    if draw(st.booleans()):
        return draw(st.integers(low, high))
    return tuple(draw(st.integers(low, high)) for _ in range(n))
