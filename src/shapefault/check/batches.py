"""A loader's batches for a check: the last one is smaller than the others, and met only at the end.

A loader that takes long gives one of its batches again and again until its last one: there are as many batches as
ever, and what comes behind them comes into sight.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Any

from shapefault.observe.values import shape_of, tensors_in

_PATIENCE = 4.0
"""Seconds for which a loader's batches are fetched as they are."""


@dataclass(frozen=True)
class Ragged:
    """The arguments of a call as they will be for the last batch."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    note: str


class _Last:
    """The sampler that gave the latest batch its indices, and the sizes of that batch's first axes."""

    sampler: Any = None
    sizes: frozenset[int] = frozenset()


def watch_loaders() -> None:
    """Note where the latest batch came from; does nothing where torch's loader is built otherwise.

    The class that is changed is private to torch; seen on 2.6 to 2.14.
    """
    module = sys.modules.get("torch.utils.data.dataloader")
    kind = getattr(module, "_BaseDataLoaderIter", None)
    if kind is None or not hasattr(kind, "__next__"):
        return
    plain = kind.__next__

    def noted(loader: Any) -> Any:
        batch = _again(loader)
        if batch is None:
            began = time.monotonic()
            batch = plain(loader)
            spent = getattr(loader, _SPENT, 0.0) + time.monotonic() - began
            setattr(loader, _SPENT, spent)
            setattr(loader, _BATCH, batch if spent > _PATIENCE else None)
        _Last.sampler = getattr(loader, "_index_sampler", None)
        _Last.sizes = frozenset(shape[0] for t in tensors_in(batch) if (shape := shape_of(t)))
        return batch

    kind.__next__ = noted


_SPENT, _BATCH = "_shapefault_spent", "_shapefault_batch"
"""Attributes of a loader's iterator: the seconds that it took so far, and a batch once these are too many."""


def _again(loader: Any) -> Any:
    """The latest batch once more, in place of one before the last; None where the next one is to be fetched."""
    batch = getattr(loader, _BATCH, None)
    if batch is None or type(loader).__name__ != "_SingleProcessDataLoaderIter":
        return None
    import torch
    from torch.utils import _pytree

    try:
        if loader._num_yielded + 1 >= len(loader._index_sampler):
            return None
        next(loader._sampler_iter)
        loader._num_yielded += 1
    except Exception:
        return None
    return _pytree.tree_map(lambda x: x.clone() if isinstance(x, torch.Tensor) else x, batch)


def last_batch(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Ragged | None:
    """The call with the last batch's size; None where all batches are alike, or the input is none of a loader's."""
    size, rest = _sizes(_Last.sampler)
    if not rest or size not in _Last.sizes:
        return None
    import torch
    from torch.utils import _pytree

    cut = 0

    def shorter(value: Any) -> Any:
        nonlocal cut
        if isinstance(value, torch.Tensor) and value.dim() and value.shape[0] == size:
            cut += 1
            return value[:rest]
        return value

    found = _pytree.tree_map(shorter, (args, kwargs))
    first = next(iter(tensors_in([*args, *kwargs.values()])), None)
    if not cut or first is None or not first.dim() or first.shape[0] != size:
        return None
    return Ragged(found[0], found[1], f"in the last batch, which has {rest} samples where the others have {size}")


def _sizes(batches: Any) -> tuple[int, int]:
    """Samples in a full batch and in the last one; the latter is 0 where it is full, dropped, or not known."""
    size = getattr(batches, "batch_size", None)
    if not isinstance(size, int) or size < 2 or getattr(batches, "drop_last", True):
        return 0, 0
    try:
        return size, len(batches.sampler) % size
    except Exception:
        return 0, 0
