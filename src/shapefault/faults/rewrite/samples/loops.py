"""The loops around the crash: which DataLoader a batch came from, and how its length leaves a small rest."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from shapefault.faults.rewrite.axes.reshapes import call_at
from shapefault.observe.hooks import recorded, site_of
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, callee


@dataclass(frozen=True)
class LoaderRest:
    """A live DataLoader: the call that built it, its batch size, and what is left for the last batch."""

    call: CallPlace
    batch_size: int
    samples: int
    running: bool
    """Whether it is iterated in a frame of the crash."""

    @property
    def rest(self) -> int:
        """Samples in the last batch."""
        return self.samples % self.batch_size or self.batch_size


def loader_rests(trace: Trace) -> list[LoaderRest]:
    """The DataLoaders of the program that are alive and batch by themselves, those of the crash first."""
    import torch

    local: list[int] = []
    for frame in trace.user_frames():
        for value in list(frame.frame.f_locals.values()):
            local.append(id(value))
            local += [id(v) for v in vars(value).values()] if _plain(value) else []
    found = []
    for loader in recorded(torch.utils.data.DataLoader):
        call = call_at(site_of(loader))
        size, samples = getattr(loader, "batch_size", None), _length(loader)
        if call is None or not isinstance(size, int) or samples is None or getattr(loader, "drop_last", False):
            continue
        found.append(LoaderRest(call, size, samples, id(loader) in local))
    return sorted(found, key=lambda r: (r.rest != 1, not r.running))


def loaders_iterated(trace: Trace) -> list[CallPlace]:
    """The loader calls that stand in the header of a loop of a crashed frame: such a loader has no name."""
    found = []
    for frame in trace.user_frames():
        source, node = frame.site.source(), frame.site.node()
        loop = enclosing(node, ast.For) if node is not None else None
        while source is not None and isinstance(loop, ast.For):
            for part in walk(loop.iter):
                if isinstance(part, ast.Call) and callee(part) == "DataLoader":
                    found.append(CallPlace(source, part))
            loop = enclosing(loop, ast.For)
    return found


def _plain(value: Any) -> bool:
    return hasattr(value, "__dict__") and not isinstance(value, type) and not callable(value)


def _length(loader: Any) -> int | None:
    try:
        return len(loader.sampler)
    except Exception:
        return None
