"""Transforms of samples that are dictionaries: one that is told the wrong key leaves that picture as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of
from shapefault.source.project import CallPlace, bound_argument, default_of, method_of


def sample_keys(trace: Trace, mismatch: Mismatch, roles: tuple[str, str], prior: float) -> Iterator[Fix]:
    """Give the program's own transforms the key that the sample really has, where their default is another."""
    shapes = [mismatch.operands[r].shape for r in roles]
    for key, others in _unmatched(trace, shapes):
        project = bench_of(trace).project
        for name, (_, cls) in project.classes.items():
            init = method_of(cls, "__init__")
            if init is None:
                continue
            for argument in (*init.args.args, *init.args.kwonlyargs):
                default = default_of(init, argument.arg)
                if (
                    not isinstance(default, ast.Constant)
                    or not isinstance(default.value, str)
                    or default.value in others
                ):
                    continue
                if "key" not in argument.arg and not any(w in argument.arg for w in ("label", "mask", "target", "seg")):
                    continue
                for call in project.calls.get(name, []):
                    if bound_argument(call.node, init, argument.arg) is None:
                        yield fix(
                            f"tell {name} that {argument.arg} is {key!r}",
                            set_keyword(CallPlace(call.source, call.node), argument.arg, f'"{key}"'),
                            prior,
                            stage=Stage.AUGMENTATION,
                            why=f"{name} looks for {default.value!r}, the sample has {key!r}: it stays as it is",
                        )


def _unmatched(trace: Trace, shapes: list[tuple[int, ...]]) -> Iterator[tuple[str, set[str]]]:
    """Keys of a live sample whose tensor has one of the shapes, with all its keys."""
    for frame in trace.user_frames():
        for value in frame.frame.f_locals.values():
            if not isinstance(value, dict) or not any(is_tensor(v) for v in value.values()):
                continue
            keys = {k for k in value if isinstance(k, str)}
            for key, part in value.items():
                if isinstance(key, str) and is_tensor(part) and shape_of(part) in shapes[1:] + shapes[:1]:
                    yield key, keys
