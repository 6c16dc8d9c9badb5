"""Whether an exception is a shape fault at all; everything else gets not one word."""

from __future__ import annotations

from shapefault.observe.compared import compared
from shapefault.observe.crash import Crash

KINDS = (RuntimeError, ValueError, IndexError, TypeError, AssertionError, KeyError, NotImplementedError)
"""What torch and its neighbours raise for a shape."""

_ORIGINS = (
    "torch", "torchvision", "numpy", "PIL", "timm", "torchaudio", "torchtext", "monai", "transformers", "einops",
    "torchmetrics", "kornia", "diffusers", "torch_geometric", "segmentation_models_pytorch", "albumentations",
)  # fmt: skip


def may_be_shape_fault(crash: Crash) -> bool:
    """A cheap first test: the kind of exception, raised by torch, its neighbours or a check of sizes."""
    import sys

    if "torch" not in sys.modules or not isinstance(crash.exc, KINDS):
        return False
    if crash.user_raised:
        return compared(crash) is not None
    if not crash.frames:
        return False
    last = crash.frames[-1]
    if last.is_user:
        return True  # raised by a C function that the program called
    path = f"/{last.file}".replace("\\", "/")  # of what is compiled it may be written without its root
    return any(f"/{name}/" in path for name in _ORIGINS) or path.startswith("/<")
