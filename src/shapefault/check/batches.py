"""The last batch of the loader that a model's input came from: smaller than the others, and met only at the end."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from shapefault.observe.values import shape_of, tensors_in


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
        batch = plain(loader)
        _Last.sampler = getattr(loader, "_index_sampler", None)
        _Last.sizes = frozenset(shape[0] for t in tensors_in(batch) if (shape := shape_of(t)))
        return batch

    kind.__next__ = noted


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
