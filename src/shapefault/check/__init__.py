"""What a model accepts, before any data: its layers, its faults, and the set of input shapes it takes.

``shapefault.check`` is this package and the function at once: which of the two comes first in a program, its call or an
import from here, makes no difference.
"""

from __future__ import annotations

import sys
from types import ModuleType


class _Check(ModuleType):
    def __call__(self, *args: object, **kwargs: object) -> object:
        """As :func:`shapefault.check.api.check`."""
        from shapefault.check.api import check

        return check(*args, **kwargs)  # type: ignore[arg-type]


sys.modules[__name__].__class__ = _Check
