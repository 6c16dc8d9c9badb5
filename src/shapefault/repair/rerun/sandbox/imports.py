"""Imports in a job: do something as soon as a module is there; find modules that the job wrote."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from shapefault.repair.rerun.sandbox import shadow

Action = Callable[[Any], object]


class _AfterImport(importlib.abc.MetaPathFinder):
    """Finds what the other finders find, with a loader that runs the actions at the end."""

    def __init__(self) -> None:
        self.actions: dict[str, list[Action]] = {}
        self._asking: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self.actions or name in self._asking:
            return None
        self._asking.add(name)
        try:
            for finder in sys.meta_path:
                if finder is self:
                    continue
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                        _wrap(spec.loader, self.actions[name])
                    return spec
        finally:
            self._asking.discard(name)
        return None


def _wrap(loader: Any, actions: list[Action]) -> None:
    plain = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        with contextlib.suppress(AttributeError):
            del loader.exec_module
        plain(module)
        _act(module, actions)

    # On the instance only: the loader stays what it is for everybody who looks at it.
    loader.exec_module = exec_module


def _act(module: ModuleType, actions: list[Action]) -> None:
    for action in actions:
        with contextlib.suppress(Exception):
            action(module)


_finder = _AfterImport()


class _Written(importlib.abc.MetaPathFinder):
    """Finds modules that the job has written, which Python's finders do not look for in the shadow."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        tree = shadow.current
        if tree is None:
            return None
        folders = [tree.up(tree.locate(place or ".")) for place in (sys.path if path is None else path)]
        folders = [folder for folder in folders if Path(folder).is_dir()]
        return importlib.machinery.PathFinder.find_spec(name, folders, target) if folders else None


def find_written() -> None:
    """Let imports fall back on what the job wrote."""
    sys.meta_path.append(_Written())


def after(name: str, action: Action) -> None:
    """Call ``action`` with the module called ``name`` once it is imported; its failure is ignored."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    _finder.actions.setdefault(name, []).append(action)
    module = sys.modules.get(name)
    if module is not None:
        _act(module, [action])
