"""A key that a call leaves at its default, which nothing in the program writes: ``label_key="seg"`` of a crop.

A step that looks its tensors up by such a key finds none, and leaves them as they are without a word.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.choices import quoted
from shapefault.faults.rewrite.numbers.defaults import all_defaults, defaults_of, leaving
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import Place, Project, texts_of

_ENDS = ("_key", "_keys", "_field", "_column", "_col")
_LISTS = ("keys", "fields", "columns")
_MOST = 3
_STEPS = ("transform", "augment", "crop", "resize", "rotat", "flip", "pad", "normali")


def keys_left_at_default(trace: Trace, prior: float) -> Iterator[Fix]:
    """The key by which such a parameter is called, or a key more in a list of them, where the program writes it."""
    project = bench_of(trace).project
    yield from _more_keys(project, prior)
    yield from _own_key(project, prior)


def _more_keys(project: Project, prior: float) -> Iterator[Fix]:
    """``keys=("data",)`` by default where the samples have ``"seg"`` as well: with each of the other keys."""
    for called, source, function, name, default in all_defaults(project):
        keys, place = texts_of(default) if name.endswith(_LISTS) else [], Place(source, default)
        for key in _beside(project, keys) if keys else ():
            text = f"({', '.join(quoted('', k) for k in (*keys, key))})"
            why = f"{name} is left at its default {place.span.text}, samples have {key!r} too"
            for call in leaving(project, function, name)[:2]:
                yield _given(called, f"give {called} {name}={text}", set_keyword(call, name, text), prior, why)
            yield _given(called, f"let {name} of {called} be {text}", Edit(place.span, text), prior - 0.05, why)


def _own_key(project: Project, prior: float) -> Iterator[Fix]:
    """``label_key="seg"`` by default where the samples have ``"label"`` and no ``"seg"``."""
    for called, source, function, name, default in defaults_of(project):
        stem = next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), "")
        now, span = default.value, source.span(default)
        if not stem or stem not in project.keys or not isinstance(now, str) or now in project.keys:
            continue
        calls = leaving(project, function, name)
        why = f"{name} is left at its default {now!r}, the program has {stem!r}"
        for call in calls:
            edit = set_keyword(call, name, quoted("", stem))
            yield _given(called, f"give {called} {name}={stem!r}", edit, prior, why)
        if calls:
            edit = Edit(span, quoted(span.text, stem))
            yield _given(called, f"let {name} of {called} be {stem!r}", edit, prior - 0.05, why)
        for written in _written(project, stem) if calls else ():
            edit = Edit(written.span, quoted(written.span.text, now))
            yield _given(called, f"call it {now!r} here", edit, prior - 0.12, why)


def _given(called: str, title: str, edit: Edit, prior: float, why: str) -> Fix:
    """The fix in the stage of what is called: a step that works on samples augments them."""
    augments = any(word in called.lower() for word in _STEPS)
    return fix(title, edit, prior, stage=Stage.AUGMENTATION if augments else stage_of(called), why=why)


def _written(project: Project, key: str) -> Iterator[Place]:
    """The key itself, where a dict is written with it."""
    for place in project.keys[key]:
        around = parent(place.node)
        written = around.keys if isinstance(around, ast.Dict) else []
        yield from (Place(place.source, k) for k in written if isinstance(k, ast.Constant) and k.value == key)


def _beside(project: Project, keys: list[str]) -> list[str]:
    """The keys that stand beside ``keys`` in the dicts that the program writes."""
    found: dict[str, None] = {}
    for source in project.sources:
        for node in source.nodes:
            written = [k.value for k in node.keys if isinstance(k, ast.Constant)] if isinstance(node, ast.Dict) else []
            if set(keys) <= set(written):
                found.update(dict.fromkeys(k for k in written if isinstance(k, str) and k not in keys))
    return list(found)[:_MOST]
