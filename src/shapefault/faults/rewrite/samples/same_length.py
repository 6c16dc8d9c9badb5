"""``batch[rows] = stretch(batch[rows])``: an augmentation changes the length, the batch it is put into keeps it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, names_bound
from shapefault.faults.rewrite.elsewhere.bindings import bound_once
from shapefault.faults.rewrite.operands import crash_argument
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_STRETCHING = ("interpolate", "resample", "time_stretch", "phase_vocoder", "speed", "pitch_shift")


def as_long_as_given(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """The result filled up or cut, in the function that makes it, to the length of what that was given."""
    value, found = mismatch.shape("value"), crash_argument(trace, mismatch, "value")
    wanted = next((o.shape for role, o in mismatch.operands.items() if role != "value"), ())
    if value is None or found is None or not isinstance(found[1], ast.Call) or value[-1:] == wanted[-1:]:
        return
    for source, function in bench_of(trace).project.functions.get(callee(found[1]), []):
        given = [a.arg for a in function.args.args if a.arg != "self"]
        returned = [n for n in walk(function) if isinstance(n, ast.Return) and isinstance(n.value, ast.Name)]
        if len(given) != 1 or len(returned) != 1 or not isinstance(returned[0].value, ast.Name):
            continue
        why = f"{callee(found[1])} changes the length, to {value[-1]} here"
        yield _brought_back(source, returned[0].value, given[0], why, prior)


def stretched_and_left(trace: Trace, prior: float) -> Iterator[Fix]:
    """The same for a transform of the program that stretches what it is given, and hands on what came out."""
    for name in ("forward", "__call__"):
        for source, function in bench_of(trace).project.functions.get(name, []):
            given = [a.arg for a in function.args.args if a.arg != "self"]
            for part in walk(function):
                kept = part.value if isinstance(part, ast.Return) else None
                made = bound_once(function, kept.id) if isinstance(kept, ast.Name) else None
                if len(given) == 1 and isinstance(kept, ast.Name) and made is not None and _stretches(made, given[0]):
                    owner = enclosing(function, ast.ClassDef)
                    why = f"{owner.name if isinstance(owner, ast.ClassDef) else name} changes the length"
                    yield _brought_back(source, kept, given[0], why, prior)


def _stretches(node: ast.expr, given: str) -> bool:
    """Whether a call among these makes what is given longer or shorter by a factor."""
    calls = [n for n in walk(node) if isinstance(n, ast.Call) and callee(n) in _STRETCHING]
    scaled = any(callee(n) != "interpolate" or any(k.arg == "scale_factor" for k in n.keywords) for n in calls)
    return scaled and any(isinstance(n, ast.Name) and n.id == given for n in walk(node))


def _brought_back(source: Source, kept: ast.Name, given: str, why: str, prior: float) -> Fix:
    pad = f"{names_bound(source, 'torch.nn.functional', 'torch.nn.functional')}.pad"
    text = f"{pad}({kept.id}, (0, {given}.shape[-1] - {kept.id}.shape[-1]))"
    return fix("bring it to the length of what is given", Edit(source.span(kept), text), prior,
               stage=Stage.AUGMENTATION, why=why)  # fmt: skip
