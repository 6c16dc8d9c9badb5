"""``q = self.Q(x).view(n, -1, h, d).transpose(1, 2)``, ``k`` likewise, and ``v`` without a step or with other axes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import arguments_text, bindings
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import Source
from shapefault.source.nodes import walk

_FRAMES = 4
_PAIR = 0.14
"""What one sibling tells less than two do."""


@dataclass(frozen=True)
class _Chain:
    """What a name is bound to: methods called one after the other on a root."""

    name: str
    root: ast.Call
    steps: tuple[ast.Call, ...]

    @property
    def methods(self) -> list[str]:
        return [step.func.attr for step in self.steps if isinstance(step.func, ast.Attribute)]

    def like(self, other: _Chain) -> bool:
        """Whether both begin with the same kind of call."""
        return _shape_of(self.root) == _shape_of(other.root)

    def before(self, at: int) -> ast.expr:
        """What the step at a place is called on."""
        return self.steps[at - 1] if at else self.root


def as_siblings(trace: Trace, prior: float) -> Iterator[Fix]:
    """For each name that the failing calls are given: what its siblings have and it has not."""
    for frame in list(trace.user_frames())[:_FRAMES]:
        source, node = frame.site.source(), frame.site.node()
        scope = frame.function()
        if source is None or scope is None or node is None:
            continue
        used = {n.id for n in walk(node) if isinstance(n, ast.Name)}
        for group in _groups(scope):
            for one in group:
                others = [chain for chain in group if chain is not one]
                if one.name in used and others and all(o.methods == others[0].methods for o in others):
                    several = len(others) > 1
                    yield from _step_lacking(source, one, others, prior if several else prior - _PAIR)
                    yield from _other_axes(source, one, others, prior) if several else ()


def _step_lacking(source: Source, one: _Chain, others: list[_Chain], prior: float) -> Iterator[Fix]:
    methods = others[0].methods
    places = [at for at in range(len(methods)) if [*methods[:at], *methods[at + 1 :]] == one.methods]
    for at in places[:1]:
        end, text = source.span(one.before(at)).end, _written(source, others[-1], at).text
        yield fix(
            f"treat {one.name} as its neighbours are treated", Edit(Span(source.path, end, end), text), prior,
            stage=Stage.RESHAPE, why=f"{_names(others)} go through .{methods[at]}(...), {one.name} does not",
        )  # fmt: skip


def _other_axes(source: Source, one: _Chain, others: list[_Chain], prior: float) -> Iterator[Fix]:
    if one.methods != others[0].methods:
        return
    for at, step in enumerate(one.steps):
        theirs = {arguments_text(other.steps[at]) for other in others}
        if len(theirs) == 1 and arguments_text(step) not in theirs:
            new, old = _written(source, others[0], at), _written(source, one, at)
            yield fix(
                f"treat {one.name} as its neighbours are treated", Edit(old, new.text), prior, stage=Stage.RESHAPE,
                why=f"{_names(others)} have {new.text} here, {one.name} has {old.text}",
            )  # fmt: skip


def _names(chains: list[_Chain]) -> str:
    return ", ".join(chain.name for chain in chains)


def _written(source: Source, chain: _Chain, at: int) -> Span:
    """``.transpose(1, 2)`` of a chain."""
    start, end = source.span(chain.before(at)).end, source.span(chain.steps[at]).end
    return Span(source.path, start, end, source.between(start, end))


def _groups(scope: ast.AST) -> Iterator[list[_Chain]]:
    """Names that are bound one after the other to chains on like roots, ``self.Q(x)`` and ``self.K(x)``."""
    for around in walk(scope):
        for block in ("body", "orelse"):
            statements = getattr(around, block, None)
            group: list[_Chain] = []
            for statement in statements if isinstance(statements, list) else ():
                chains = [_chain(name, value) for name, value in bindings(statement)]
                if group and not (chains and all(c is not None and c.like(group[0]) for c in chains)):
                    yield group
                    group = []
                group = [*group, *(c for c in chains if c is not None)]
            yield group


def _chain(name: str, value: ast.expr) -> _Chain | None:
    steps: list[ast.Call] = []
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if not isinstance(value.func.value, ast.Call):
            break  # called on self or on a module
        steps.insert(0, value)
        value = value.func.value
    return _Chain(name, value, tuple(steps)) if isinstance(value, ast.Call) else None


def _shape_of(root: ast.Call) -> str:
    """A call without its names."""
    called = "." if isinstance(root.func, ast.Attribute) else "()"
    return called + ",".join(type(argument).__name__ for argument in root.args)
