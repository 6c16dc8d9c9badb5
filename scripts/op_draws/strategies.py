"""What may be drawn, in the words of Hypothesis, but drawn plainly: two hundred thousand calls in minutes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any


class Assumed(Exception):  # noqa: N818 - no error, a draw that is not wanted
    """A draw that the case does not want."""


class Strategy:
    """Something that can be drawn."""

    def __init__(self, pick: Callable[[random.Random], Any]) -> None:
        self.pick = pick

    def map(self, change: Callable[[Any], Any]) -> Strategy:
        """The same, changed after it was drawn."""
        return Strategy(lambda rng: change(self.pick(rng)))


def integers(low: int, high: int) -> Strategy:
    """A whole number; both ends are possible."""
    return Strategy(lambda rng: rng.randint(low, high))


def booleans() -> Strategy:
    """True or false."""
    return Strategy(lambda rng: rng.random() < 0.5)


def sampled_from(values: Sequence[Any]) -> Strategy:
    """One of the values."""
    return Strategy(lambda rng: rng.choice(list(values)))


def just(value: Any) -> Strategy:
    """The value."""
    return Strategy(lambda rng: value)


def none() -> Strategy:
    """None."""
    return just(None)


def one_of(*strategies: Strategy) -> Strategy:
    """What one of the strategies gives."""
    return Strategy(lambda rng: rng.choice(strategies).pick(rng))


def tuples(*strategies: Strategy) -> Strategy:
    """One of each."""
    return Strategy(lambda rng: tuple(s.pick(rng) for s in strategies))


def lists(strategy: Strategy, *, min_size: int = 0, max_size: int = 4) -> Strategy:
    """Some of them."""
    return Strategy(lambda rng: [strategy.pick(rng) for _ in range(rng.randint(min_size, max_size))])


def permutations(values: Sequence[Any]) -> Strategy:
    """The values in another order."""
    return Strategy(lambda rng: rng.sample(list(values), len(values)))


def assume(holds: bool) -> None:
    """Drop the draw where this does not hold."""
    if not holds:
        raise Assumed
