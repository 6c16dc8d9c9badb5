"""A key that a call leaves at its default, which nothing in the program writes: ``label_key="seg"`` of a crop.

A step that looks its tensors up by such a key finds none, and leaves them as they are without a word.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.choices import quoted
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaves_out
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Place, Project, called_as, default_of, texts_of

_ENDS = ("_key", "_keys", "_field", "_column", "_col")
_LISTS = ("keys", "fields", "columns")
_MOST = 3
_STEPS = ("transform", "augment", "crop", "resize", "rotat", "flip", "pad", "normali")


def _stage(called: str) -> Stage:
    return Stage.AUGMENTATION if any(word in called.lower() for word in _STEPS) else stage_of(called)


def keys_left_at_default(trace: Trace, prior: float) -> Iterator[Fix]:
    """The keys that are in use, in place of such a default; first the one by which the parameter is called."""
    project = bench_of(trace).project
    yield from _listed(project, prior)
    for called, source, function, name, default in defaults_of(project):
        end = next((end for end in _ENDS if name.endswith(end)), None)
        if end is None or not isinstance(default.value, str) or default.value in project.keys:
            continue
        stem, now = name.removesuffix(end), default.value
        used = [key for key in project.keys if key == stem]
        for call in (c for c in project.calls.get(called, []) if leaves_out(c, function, name)):
            why = f"{name} is left at its default {now!r}, the program has {stem!r}"
            for key in used:
                yield fix(f"give {called} {name}={key!r}", set_keyword(call, name, f'"{key}"'), prior,
                          stage=_stage(called), why=why)  # fmt: skip
                text = Place(source, default).span.text
                yield fix(f"let {name} of {called} be {key!r}", Edit(Place(source, default).span, quoted(text, key)),
                          prior - 0.05, stage=_stage(called), why=why)  # fmt: skip
            for place in (p for key in used for p in project.keys[key]):
                around = getattr(place.node, "_shapefault_parent", None)
                keys = getattr(around, "keys", []) if around is not None else []
                written = next((k for k in keys if getattr(k, "value", None) == stem), None)
                if written is not None:
                    span = place.source.span(written)
                    yield fix(f"call it {now!r} here", Edit(span, quoted(span.text, now)), prior - 0.12,
                              stage=_stage(called), why=why)  # fmt: skip


def _listed(project: Project, prior: float) -> Iterator[Fix]:
    """``keys=("data",)`` by default where the samples have ``"seg"`` as well: with each of the other keys."""
    for defined in project.functions.values():
        for source, function in defined:
            called = called_as(function)
            for argument in (*function.args.args, *function.args.kwonlyargs):
                default = default_of(function, argument.arg)
                now = texts_of(default)
                if default is None or not now or not argument.arg.endswith(_LISTS):
                    continue
                calls = [c for c in project.calls.get(called, []) if leaves_out(c, function, argument.arg)]
                for key in _beside(project, now):
                    text = f"({', '.join(quoted('', k) for k in (*now, key))})"
                    why = f"{argument.arg} is left at its default {source.span(default).text}, samples have {key!r} too"
                    for call in calls[:2]:
                        yield fix(f"give {called} {argument.arg}={text}", set_keyword(call, argument.arg, text), prior,
                                  stage=_stage(called), why=why)  # fmt: skip
                    yield fix(f"let {argument.arg} of {called} be {text}", Edit(source.span(default), text),
                              prior - 0.05, stage=_stage(called), why=why)  # fmt: skip


def _beside(project: Project, keys: list[str]) -> list[str]:
    """The keys that stand beside ``keys`` in the dicts that the program writes."""
    found: dict[str, None] = {}
    for source in project.sources:
        for node in source.nodes:
            written = [k.value for k in node.keys if isinstance(k, ast.Constant)] if isinstance(node, ast.Dict) else []
            if set(keys) <= set(written):
                found.update(dict.fromkeys(k for k in written if isinstance(k, str) and k not in keys))
    return list(found)[:_MOST]
