"""A sum of settings with one in the place of another: ``cfg.embed + cfg.batch_size`` for ``+ cfg.latent_dims``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace

_MOST = 4


def other_summand(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Another setting of the same object with which the sum is what comes; ``want`` is what it is now."""
    holders = holders_of(trace)
    made = 0
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            terms = _terms(node, holders) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else []
            if not terms or sum(value for _, value in terms) != want:
                continue
            for term, value in reversed(terms):
                held = settings_of(holders[ast.unparse(term.value)])
                for name in [n for n, v in held.items() if v == value + got - want and n != term.attr][:_MOST]:
                    text = f"{ast.unparse(term.value)}.{name}"
                    yield fix(
                        f"add {text}, not {ast.unparse(term)}", Edit(source.span(term), text), prior - 0.02 * made,
                        stage=Stage.LAYER_CONFIG, why=f"the sum is {want}, with {text} = {held[name]} it is {got}",
                    )  # fmt: skip
                    made += 1


def holders_of(trace: Trace) -> dict[str, Any]:
    """The objects that names of the program, and attributes of ``self``, stand for."""
    found: dict[str, Any] = {}
    for name, value in trace.live_names():
        found.setdefault(name, value)
        if name == "self":
            for attribute, held in getattr(value, "__dict__", {}).items():
                found.setdefault(f"self.{attribute}", held)
    return found


def settings_of(holder: Any) -> dict[str, int]:
    """The whole numbers that an object, or its class, has under names."""
    own = {**vars(type(holder)), **getattr(holder, "__dict__", {})}
    return {name: value for name, value in own.items() if type(value) is int}


def _terms(node: ast.expr, holders: dict[str, Any]) -> list[tuple[ast.Attribute, int]]:
    """The summands with their values, where all are settings of objects that are known."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _terms(node.left, holders), _terms(node.right, holders)
        return left + right if left and right else []
    if isinstance(node, ast.Attribute):
        value = settings_of(holders.get(ast.unparse(node.value))).get(node.attr)
        return [(node, value)] if value is not None else []
    return []
