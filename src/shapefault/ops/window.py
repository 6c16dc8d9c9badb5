"""One spatial axis under a sliding window: the integer formulas and the same formulas as text.

Sources: the "Shape" sections of https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html,
``…/torch.nn.MaxPool2d.html`` and ``…/torch.nn.ConvTranspose2d.html``.
"""

from __future__ import annotations

from shapefault.ops.base import Params, nth

SPATIAL = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}


def reach(kernel: int, dilation: int) -> int:
    """How many positions a dilated kernel spans."""
    return dilation * (kernel - 1) + 1


def slide(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool = False) -> int:
    """How often a window fits: ``floor((size + 2·padding − reach)/stride) + 1``.

    With ``ceil_mode`` a window may hang over the end, but must start within the input or left padding.
    """
    room = size + 2 * padding - reach(kernel, dilation)
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    return count - 1 if (count - 1) * stride >= size + padding else count


def unslide(size: int, kernel: int, stride: int, padding: int, dilation: int, output_padding: int) -> int:
    """The size that a transposed convolution (or an unpooling) makes of ``size``."""
    return (size - 1) * stride - 2 * padding + reach(kernel, dilation) + output_padding


def same_padding(params: Params) -> bool:
    """Whether the padding was given as ``'same'``."""
    return bool(params.get("padding") == "same")


def padding_of(params: Params, index: int) -> int:
    """The padding on each side of one axis; ``'valid'`` is none (``'same'`` has no single number)."""
    padding = params.get("padding")
    return 0 if isinstance(padding, str) else nth(padding, index)


def room_text(size: int, kernel: int, padding: int, dilation: int) -> str:
    """``28 + 2·1 − 3``: the numerator of the window formula, without terms that are zero."""
    pad = f" + 2·{padding}" if padding else ""
    span = str(kernel) if dilation == 1 else f"{dilation}·({kernel} − 1) − 1"
    return f"{size}{pad} − {span}"


def slide_text(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool = False) -> str:
    """``floor((28 + 2·1 − 3)/1) + 1 = 28``."""
    out = slide(size, kernel, stride, padding, dilation, ceil_mode)
    room = room_text(size, kernel, padding, dilation)
    if not ceil_mode:
        return f"floor(({room})/{stride}) + 1 = {out}"
    plain = -(-(size + 2 * padding - reach(kernel, dilation)) // stride) + 1
    dropped = " − 1" if plain != out else ""
    return f"ceil(({room})/{stride}) + 1{dropped} = {out}"


def unslide_text(size: int, kernel: int, stride: int, padding: int, dilation: int, output_padding: int) -> str:
    """``(187 − 1)·2 + 2 = 374``."""
    out = unslide(size, kernel, stride, padding, dilation, output_padding)
    pad = f" − 2·{padding}" if padding else ""
    span = str(kernel) if dilation == 1 else f"{dilation}·({kernel} − 1) + 1"
    extra = f" + {output_padding}" if output_padding else ""
    return f"({size} − 1)·{stride}{pad} + {span}{extra} = {out}"
