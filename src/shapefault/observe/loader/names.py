"""What the user's own code says about a loader: its name, where it and its transforms were built, its loop."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from types import FrameType
from typing import Any

from shapefault.model import Span
from shapefault.observe.hooks import site_of
from shapefault.observe.loader import private
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.loader.held import innermost, transforms_in
from shapefault.observe.transforms import Step, built_at
from shapefault.source.files import is_user_file
from shapefault.source.frames import Site


def with_names(facts: LoaderFacts, frames: list[FrameType], entry: private.Entry) -> LoaderFacts:
    """Add what the user's frames know: the loader's name, where it was built, what the loop iterates over."""
    users = [frame for frame in frames[: entry.at] if is_user_file(frame.f_code.co_filename)][::-1]
    named: list[tuple[str, Any]] = []
    for frame in users:
        for scope in (frame.f_locals, frame.f_globals):
            named += list(_loaders_in(scope))
    loader = private.loader_of(entry.iterator, [obj for _, obj in named])
    name = next((name for name, obj in named if obj is loader), None) if loader is not None else None
    site = site_of(loader) if loader is not None else None
    loop = None
    if users:
        loop = _stopped_at(users[0])
    batch_size = getattr(loader, "batch_size", None) or facts.batch_size
    return replace(
        facts,
        name=name or facts.name,
        loader_site=site.span() if site is not None else facts.loader_site,
        loop=loop,
        batch_size=batch_size,
    )


def _stopped_at(frame: FrameType) -> Span | None:
    """The expression that ``frame`` is evaluating; of a ``for`` statement, what it goes over."""
    site = Site(frame.f_code, frame.f_lasti)
    source, position = site.source(), site.position()
    if source is not None and position is not None:
        for node in source.nodes:
            if isinstance(node, ast.For | ast.AsyncFor) and (node.lineno, node.col_offset) == position[:2]:
                return source.span(node.iter)
    return site.span()


def _loaders_in(scope: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in list(scope.items()):
        if private.is_loader(value):
            yield name, value
        elif isinstance(value, dict) and name != "__builtins__" and len(value) <= 32:
            for key, item in list(value.items()):
                if private.is_loader(item):
                    yield f"{name}[{key!r}]", item
        elif name == "self":
            for key, item in list(getattr(value, "__dict__", {}).items()):
                if private.is_loader(item):
                    yield f"self.{key}", item


def with_sites(facts: LoaderFacts, dataset: Any) -> LoaderFacts:
    """Fill in where transforms were built, for a worker that got them pickled and could not know."""
    if facts.dataset_site is None:
        facts = replace(facts, dataset_site=built_at(innermost(dataset)))
    if not any(step.site is None for s in facts.samples for step in s.steps if step.kind == "transform"):
        return facts
    sites: dict[tuple[str, str], tuple[Span | None, Span | None]] = {}
    for obj, holder in transforms_in(dataset):
        try:
            key = (type(obj).__name__, repr(obj).replace("\n", " ")[:120])
        except Exception:
            continue
        sites.setdefault(key, (built_at(obj), built_at(holder) if holder is not None else None))

    def known(step: Step) -> Step:
        site, holder = sites.get((step.name, step.text), (None, None))
        if step.site is not None or site is None:
            return step
        return replace(step, site=site, container=step.container or holder, text=site.text or step.text)

    samples = tuple(replace(s, steps=tuple(map(known, s.steps))) for s in facts.samples)
    return replace(facts, samples=samples)
