"""A key that a call leaves at its default, which nothing in the program writes: ``label_key="seg"`` of a crop.

A step that looks its tensors up by such a key finds none, and leaves them as they are without a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.choices import quoted
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaves_out
from shapefault.faults.rewrite.numbers.related import stage_of
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import Place

_ENDS = ("_key", "_keys", "_field", "_column", "_col")
_STEPS = ("transform", "augment", "crop", "resize", "rotat", "flip", "pad", "normali")


def _stage(called: str) -> Stage:
    return Stage.AUGMENTATION if any(word in called.lower() for word in _STEPS) else stage_of(called)


def keys_left_at_default(trace: Trace, prior: float) -> Iterator[Fix]:
    """The keys that are in use, in place of such a default; first the one by which the parameter is called."""
    project = bench_of(trace).project
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
