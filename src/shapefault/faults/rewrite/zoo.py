"""torchvision's ready models, where the program has loaded them: which are of one family, and how they are built."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Any

_SIZES = "tiny|small|base|large|huge|nano|micro|mini|medium|xl|[smlbh]"


def family(name: str) -> str:
    """The name without what tells the size: ``resnet`` of ``resnet18``, ``swin`` of ``swin_tiny``."""
    return re.sub(rf"(\d+\w*|_?({_SIZES}))$", "", name.lower()).rstrip("_")


def is_ready(name: str) -> bool:
    """Whether torchvision has a model, or a builder, of that name."""
    return callable(getattr(sys.modules.get("torchvision.models"), name, None))


def kin(name: str) -> list[str]:
    """The other names of its family that torchvision has."""
    names = dir(sys.modules.get("torchvision.models"))
    return [n for n in names if n != name and n.islower() and family(n) == family(name)]


@lru_cache(maxsize=32)
def on_meta(name: str) -> Any:
    """The model of that name without memory; None where it cannot be built by its name alone."""
    if not is_ready(name):
        return None
    try:
        import torch

        with torch.device("meta"):
            return getattr(sys.modules["torchvision.models"], name)()
    except Exception:
        return None
