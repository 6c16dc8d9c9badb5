"""Facts of a crash from the live frames: the user's expression, the modules that were running."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapefault.model import ModuleRef
from shapefault.observe.hooks import site_of
from shapefault.source.frames import Frame, Site, frames_of


@dataclass(slots=True)
class ModuleCall:
    """A call of an ``nn.Module`` that had not returned: the module, its arguments, its frame."""

    module: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    depth: int
    resized: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    """How it ended when it was run again with arguments of other shapes."""


def type_name(obj: object) -> str:
    """The class name of ``obj``, whatever its ``__repr__`` or ``__getattr__`` does."""
    return type(obj).__name__


def qualified_name(root: Any, module: Any) -> str | None:
    """The path of ``module`` below ``root`` ("" for itself); None when it is not there."""
    if root is module:
        return ""
    try:
        for name, candidate in root.named_modules():
            if candidate is module:
                return str(name)
    except Exception:
        return None
    return None


def _is_library(module: Any, prefix: str) -> bool:
    return type(module).__module__.startswith(prefix)


@dataclass
class Crash:
    """One exception with everything that is still alive around it."""

    exc: BaseException
    frames: list[Frame] = field(default_factory=list)

    @classmethod
    def of(cls, exc: BaseException) -> Crash:
        """Read the frames of ``exc``."""
        return cls(exc, frames_of(exc.__traceback__))

    @property
    def message(self) -> str:
        """The exception's text; empty where its ``__str__`` raises."""
        try:
            return str(self.exc)
        except Exception:
            return ""

    @cached_property
    def user_index(self) -> int | None:
        """Index of the deepest frame that belongs to the user's program."""
        return next((i for i in range(len(self.frames) - 1, -1, -1) if self.frames[i].is_user), None)

    @property
    def user(self) -> Frame | None:
        """The deepest frame that belongs to the user's program."""
        return self.frames[self.user_index] if self.user_index is not None else None

    @cached_property
    def user_raised(self) -> bool:
        """Whether the program's own ``raise`` or ``assert`` statement threw the exception."""
        if not self.frames or self.user is None or self.frames[-1] is not self.user:
            return False
        site = self.user.site
        source, position = site.source(), site.position()
        if source is None or position is None:
            return False
        thrown = next((n for n in source.around(*position) if isinstance(n, ast.Raise | ast.Assert)), None)
        return isinstance(thrown, ast.Raise) or (thrown is not None and isinstance(self.exc, AssertionError))

    @cached_property
    def calls(self) -> list[ModuleCall]:
        """The ``nn.Module`` calls that were running, outermost first."""
        found = []
        for index, entry in enumerate(self.frames):
            if entry.name != "_call_impl" or not entry.file.replace("\\", "/").endswith("torch/nn/modules/module.py"):
                continue
            values = entry.frame.f_locals
            if "self" in values:
                found.append(
                    ModuleCall(values["self"], tuple(values.get("args", ())), dict(values.get("kwargs", {})), index)
                )
        return found

    @cached_property
    def model_calls(self) -> list[ModuleCall]:
        """The running modules that are part of a model: no loss of ``torch.nn``, no image transform."""
        return [
            call
            for call in self.calls
            if not _is_library(call.module, "torchvision.transforms")
            and not _is_library(call.module, "torch.nn.modules.loss")
        ]

    @cached_property
    def module(self) -> ModuleRef | None:
        """The innermost running module by its path below the outermost; None outside modules."""
        calls = self.model_calls
        if not calls:
            return None
        root, inner = calls[0].module, calls[-1].module
        loss = self.criterion
        if loss is not None and (path := qualified_name(root, loss.module)) is not None:
            return ModuleRef(type_name(root), path, type_name(loss.module))  # the model has its loss as a part
        for call in reversed(calls):
            path = qualified_name(root, call.module)
            if path is not None:
                return ModuleRef(type_name(root), path, type_name(inner))
        return ModuleRef(type_name(root), "", type_name(inner))

    @property
    def criterion(self) -> ModuleCall | None:
        """The running loss of ``torch.nn``, where there is one."""
        return next((c for c in self.calls if _is_library(c.module, "torch.nn.modules.loss")), None)

    @property
    def expression(self) -> ast.expr | None:
        """The expression that the deepest user frame was evaluating."""
        return self.user.site.node() if self.user is not None else None

    def site(self, module: Any) -> Site | None:
        """Where ``module`` was built in the user's program."""
        return site_of(module)
