"""Kernels of another size than those in the checkpoint: ``kernel_size=5, padding=2`` where 3 and 1 were trained."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.elsewhere.bindings import whole_number
from shapefault.faults.rewrite.keywords import given
from shapefault.faults.rewrite.layers.handed import user_sites
from shapefault.faults.rewrite.state.loading import Loading
from shapefault.model import Edit, Fix, Stage
from shapefault.source.project import CallPlace

_AT = {"kernel_size": 2, "padding": 4}
"""Where a convolution takes these."""


def other_kernels(loading: Loading, prior: float) -> Iterator[Fix]:
    """The kernel of the checkpoint where the layers get theirs, and as much padding as keeps maps as large."""
    edits: dict[Edit, None] = {}
    sizes: set[tuple[int, int]] = set()
    for key in loading.keys:
        then, now = set(key.checkpoint[2:]), set(key.model[2:])
        if key.checkpoint[:2] != key.model[:2] or len(then) != 1 or len(now) != 1:
            continue
        old, new = now.pop(), then.pop()
        place = _decided(loading, key.key, old)
        if place is None:
            return  # a kernel that stays as it is would fail again
        sizes.add((old, new))
        edits |= dict.fromkeys(_edits(place, old, new))
    if edits and len(sizes) == 1:
        ((old, new),) = sizes
        yield fix(
            f"kernels of {new}, as in the checkpoint", list(edits), prior, stage=Stage.STATE_DICT,
            why=f"the weights were trained with kernels of {new}, the model is built with {old}",
        )  # fmt: skip


def _decided(loading: Loading, key: str, old: int) -> CallPlace | None:
    """The innermost call of the program that writes the kernel's size out."""
    try:
        layer = loading.model.get_submodule(key.rpartition(".")[0])
    except Exception:
        return None
    for site in user_sites(layer):
        call = call_at(site)
        node = _argument(call, "kernel_size") if call is not None else None
        if node is not None and whole_number(node) == old:
            return call
    return None


def _edits(call: CallPlace, old: int, new: int) -> Iterator[Edit]:
    for name, before, after in (("kernel_size", old, new), ("padding", old // 2, new // 2)):
        node = _argument(call, name)
        if node is not None and whole_number(node) == before:
            yield Edit(call.source.span(node), str(after))


def _argument(call: CallPlace, name: str) -> ast.expr | None:
    return given(call.node, _AT[name], name)
