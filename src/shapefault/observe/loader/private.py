"""Every private name of torch's DataLoader that observation uses, each with a fallback; torch 2.6 to 2.14."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from types import CodeType, FrameType
from typing import Any

from shapefault.observe.hooks import recorded
from shapefault.observe.values import torch_loaded

FACTS = "_shapefault_facts"
_WORKER = re.compile(r"in DataLoader worker process (\d+)")


@dataclass(slots=True)
class Entry:
    """Where a traceback went through a DataLoader: the frames and objects of it that are still alive."""

    at: int
    """Index of the outermost frame that belongs to the loader."""
    iterator: Any = None
    fetch: FrameType | None = None
    fetch_at: int = -1
    wrapper: Any = None
    worker: int | None = None
    batch: int | None = None


def _is(frame: FrameType, tail: str) -> bool:
    return frame.f_code.co_filename.replace("\\", "/").endswith(tail)


def entry_of(frames: Sequence[FrameType]) -> Entry | None:
    """The loader that the last part of a traceback went through; None where there is none."""
    found: Entry | None = None
    for i, frame in enumerate(frames):
        if _is(frame, "torch/utils/data/dataloader.py"):
            owner = frame.f_locals.get("self")
            if hasattr(owner, "_index_sampler") and hasattr(owner, "_collate_fn"):
                if found is None or found.iterator is not owner:
                    found = Entry(i, owner)
                found.batch = getattr(owner, "_num_yielded", None)
        elif _is(frame, "torch/utils/data/_utils/worker.py") and frame.f_code.co_name == "_worker_loop":
            found = Entry(i, worker=frame.f_locals.get("worker_id"), batch=frame.f_locals.get("idx"))
        elif _is(frame, "torch/utils/data/_utils/fetch.py") and frame.f_code.co_name == "fetch":
            found = found or Entry(i)
            found.fetch, found.fetch_at = frame, i
        elif _is(frame, "torch/_utils.py") and frame.f_code.co_name == "reraise" and found is not None:
            found.wrapper = frame.f_locals.get("self")
            match = _WORKER.search(str(getattr(found.wrapper, "where", "")))
            found.worker = int(match.group(1)) if match else None
    return found


def is_collate_frame(frame: FrameType, collate_fn: Any) -> bool:
    """Whether ``frame`` runs the loader's collate function."""
    return frame.f_code is code_of(collate_fn) or _is(frame, "torch/utils/data/_utils/collate.py")


def code_of(function: Any) -> CodeType | None:
    """The code that a call of ``function`` runs: of a function, a partial, or an object with ``__call__``."""
    function = getattr(function, "func", function)
    method = vars(type(function)).get("__call__")
    code = getattr(function, "__code__", None) or getattr(method, "__code__", None)
    return code if isinstance(code, CodeType) else None


def is_default_collate(collate_fn: Any) -> bool:
    """Whether torch's own collate function joins the samples."""
    return str(getattr(collate_fn, "__module__", "")).startswith("torch.utils.data")


def loader_of(iterator: Any, candidates: Sequence[Any] = ()) -> Any | None:
    """The ``DataLoader`` that ``iterator`` was made by, where it is still alive."""
    loader_type = _loader_type()
    if loader_type is None or iterator is None:
        return None
    sampler = getattr(iterator, "_index_sampler", None)
    dataset = getattr(iterator, "_dataset", None)
    same_data = []
    for loader in [*candidates, *recorded(loader_type)]:
        if not isinstance(loader, loader_type) or getattr(loader, "dataset", None) is not dataset:
            continue
        if sampler is not None and getattr(loader, "_index_sampler", None) is sampler:
            return loader
        same_data.append(loader)
    return same_data[0] if len({id(x) for x in same_data}) == 1 and sampler is None else None


def _loader_type() -> Any:
    torch = torch_loaded()
    data = getattr(getattr(torch, "utils", None), "data", None)
    return getattr(data, "DataLoader", None)


def is_loader(obj: object) -> bool:
    """Whether ``obj`` is a ``DataLoader``."""
    loader_type = _loader_type()
    return loader_type is not None and isinstance(obj, loader_type)


def is_map_style(iterator: Any) -> bool:
    """Whether samples are fetched by index."""
    return hasattr(type(getattr(iterator, "_dataset", None)), "__getitem__") and not bool(
        getattr(iterator, "_dataset_kind", 0)
    )


def batch_indices(iterator: Any, batch: int | None) -> list[Any] | None:
    """The indices of one batch, from the sampler again; None where the order cannot be told."""
    sampler = getattr(iterator, "_index_sampler", None)
    if sampler is None or batch is None:
        return None
    order = getattr(sampler, "sampler", sampler)
    try:
        if type(order).__name__ == "SequentialSampler":
            found = next(islice(iter(sampler), batch, None), None)
        elif type(order).__name__ == "RandomSampler" and not getattr(order, "replacement", False):
            found = _shuffled(iterator, sampler, batch)
        else:
            found = None
    except Exception:
        return None
    return list(found) if isinstance(found, list | tuple) else None


def _shuffled(iterator: Any, sampler: Any, batch: int) -> list[int] | None:
    """A shuffle is its seed, which the sampler's suspended generator still holds."""
    torch = torch_loaded()
    walker = getattr(iterator, "_sampler_iter", None)
    for _ in range(4):
        frame = getattr(walker, "gi_frame", None)
        if frame is None or torch is None:
            return None
        if "seed" in frame.f_locals and "n" in frame.f_locals:
            generator = torch.Generator()
            generator.manual_seed(frame.f_locals["seed"])
            order = torch.randperm(frame.f_locals["n"], generator=generator).tolist()
            size = int(sampler.batch_size)
            return order[batch * size : (batch + 1) * size] or None
        inner = frame.f_locals.get("sampler_iter", getattr(walker, "gi_yieldfrom", None))
        walker = (
            inner if inner is not None else next((v for v in frame.f_locals.values() if hasattr(v, "gi_frame")), None)
        )
    return None
