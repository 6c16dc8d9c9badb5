"""Remembers where each module, transform, dataset and loader was built; the only thing armed while a program runs.

A class gets a ``__new__`` that notes the calling instructions: it runs once for each object, adds no frame to any
traceback (it cannot raise), and nothing at all runs when the object is used. Construction through ``__new__``
leaves pickling and copying as they are.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import weakref
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from shapefault.observe.values import torch_loaded
from shapefault.source.frames import Site

_DEPTH = 24
_KEPT = 8


class _Sites:
    """Object -> the instructions that were building it, innermost first; objects are held weakly."""

    def __init__(self) -> None:
        self._by_id: dict[int, tuple[weakref.ref[Any], tuple[Site, ...]]] = {}

    def note(self, obj: object) -> None:
        """Record the frames above the caller's caller."""
        frame = sys._getframe(2)
        chain = self.get(_original(frame)) or _above(frame)
        key = id(obj)
        try:
            self._by_id[key] = (weakref.ref(obj, lambda _, k=key: self._by_id.pop(k, None)), chain)  # type: ignore[misc]
        except TypeError:
            return

    def get(self, obj: object) -> tuple[Site, ...]:
        """The instructions that built ``obj``; empty when unknown."""
        found = self._by_id.get(id(obj))
        return found[1] if found is not None and found[0]() is obj else ()

    def objects(self, kind: type) -> list[Any]:
        """All live recorded objects of a class, in the order they were built."""
        live: list[Any] = [ref() for ref, _ in list(self._by_id.values())]
        return [obj for obj in live if isinstance(obj, kind)]


def _above(frame: Any) -> tuple[Site, ...]:
    """The instructions that are running, innermost first; torch's own only as the first."""
    chain: list[Site] = []
    depth = 0
    while frame is not None and depth < _DEPTH and len(chain) < _KEPT:
        name = frame.f_code.co_filename
        if not chain or "/torch/" not in name:
            chain.append(Site(frame.f_code, frame.f_lasti))
        frame = frame.f_back
        depth += 1
    return tuple(chain)


def _original(frame: Any) -> object:
    """What ``copy.deepcopy`` is copying, where that builds the object: a copy was built where the original was."""
    above = frame.f_back if frame.f_code.co_name == "__newobj__" else None
    return above.f_locals.get("x") if above is not None and above.f_code.co_name == "_reconstruct" else None


_sites = _Sites()


def built_by(obj: object) -> tuple[Site, ...]:
    """The chain of instructions that built ``obj``, innermost first, libraries included."""
    return _sites.get(obj)


def site_of(obj: object) -> Site | None:
    """The innermost instruction of the user's program that built ``obj``; None when unknown."""
    from shapefault.source.files import is_user_file

    return next((site for site in _sites.get(obj) if is_user_file(site.file)), None)


def recorded(kind: type) -> list[Any]:
    """All live objects of a class that were built since :func:`arm`."""
    return _sites.objects(kind)


def recorded_modules() -> list[Any]:
    """All live modules that were built since then; none where the program has no torch."""
    torch = torch_loaded()
    return recorded(torch.nn.Module) if torch is not None else []


def _watch(cls: type) -> None:
    if "__new__" in cls.__dict__:
        return
    note, new = _sites.note, object.__new__

    def __new__(cls: type, *args: object, **kwargs: object) -> object:  # noqa: N807
        obj: object = new(cls)
        note(obj)
        return obj

    cls.__new__ = staticmethod(__new__)  # type: ignore[assignment]


def _watch_module(module: ModuleType) -> None:
    _watch(module.Module)


def _watch_dataset(module: ModuleType) -> None:
    _watch(module.Dataset)


def _watch_loader(module: ModuleType) -> None:
    _watch(module.DataLoader)


def _watch_transforms(module: ModuleType) -> None:
    base = sys.modules.get("torch.nn.modules.module")
    for cls in list(vars(module).values()):
        if (
            isinstance(cls, type)
            and cls.__module__ == module.__name__
            and not (base is not None and issubclass(cls, base.Module))
        ):
            _watch(cls)


def _arm_worker(module: ModuleType) -> None:
    try:
        from shapefault.observe.worker import arm_worker
    except ImportError:
        return
    arm_worker()


def _arm_spawn(module: ModuleType) -> None:
    try:
        from shapefault.observe.worker import arm_spawn
    except ImportError:
        return
    arm_spawn()


_AFTER_IMPORT: dict[str, Callable[[ModuleType], None]] = {
    "torch.nn.modules.module": _watch_module,
    "torch.utils.data.dataset": _watch_dataset,
    "torch.utils.data.dataloader": _watch_loader,
    "torchvision.transforms.transforms": _watch_transforms,
    "torch._utils": _arm_worker,
    "torch.utils.data._utils.worker": _arm_spawn,
}


class _Loader(importlib.abc.Loader):
    """Runs a module's own loader, then what is to be done after it."""

    def __init__(self, loader: Any, after: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._after = after

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """As the module's own loader does."""
        return self._loader.create_module(spec)  # type: ignore[no-any-return]

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module, then arm what it defines."""
        spec = module.__spec__
        if spec is not None:
            spec.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        try:
            self._after(module)
        except Exception:
            return


class _Finder(importlib.abc.MetaPathFinder):
    """Finds only the few modules to be armed, each once."""

    def __init__(self) -> None:
        self._open = dict(_AFTER_IMPORT)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module's own spec with a loader that arms it after it was executed."""
        after = self._open.pop(fullname, None)
        if after is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None:
            return None
        spec.loader = _Loader(spec.loader, after)
        if not self._open and self in sys.meta_path:
            sys.meta_path.remove(self)
        return spec


_armed = False


def arm() -> None:
    """Start recording; once a process."""
    global _armed
    if _armed:
        return
    _armed = True
    finder = _Finder()
    for name, after in _AFTER_IMPORT.items():
        module = sys.modules.get(name)
        if module is not None:
            finder._open.pop(name, None)
            after(module)
    if finder._open:
        sys.meta_path.insert(0, finder)
