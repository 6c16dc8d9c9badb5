"""SF427: an array is made a PIL image whose axes are not those of a picture.

What it is
    ``Image.fromarray`` takes (H, W), or (H, W, C) with two to four channels: channels last.

Why it happens
    Images in the order of PyTorch, (C, H, W), an axis of one gray channel, or a batch axis in front.

Not this fault
    An array (H, W, 3) of floats: its kind of numbers is refused, nothing is said.

See also
    PIL.Image.fromarray
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.arrays import array_call, reshaped
from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Fix, MathLine, Shape, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_text


class ArrayForPicture(Fault):
    """Channels last, and at least two of them."""

    code = "SF427"
    name = "array-for-picture"
    title = "an array is made a PIL image whose axes are not those of a picture"
    ops = ("fromarray",)
    rule = "(H, W) or (H, W, C), C from 2 to 4"
    example = """
        import numpy as np
        from PIL import Image
        pixels = np.zeros((3, 32, 32), dtype=np.uint8)
        picture = Image.fromarray(pixels)
        torch.from_numpy(np.array(picture))
    """
    fixed = """
        import numpy as np
        from PIL import Image
        pixels = np.zeros((3, 32, 32), dtype=np.uint8)
        picture = Image.fromarray(pixels.transpose(1, 2, 0))
        torch.from_numpy(np.array(picture))
    """
    expected = """
        error[SF427]: fromarray got an array (3, 32, 32)
    """
    near_misses = (
        "import numpy as np\nfrom PIL import Image\nImage.fromarray(np.zeros((8, 8, 3), dtype=np.uint8))",
        "import numpy as np\nfrom PIL import Image\nImage.fromarray(np.zeros((8, 8, 3), dtype=np.float32))",
    )

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """PIL refuses the array, and its axes are the reason."""
        shape = mismatch.shape("input")
        if shape is None:
            return None
        return Cause(
            f"fromarray got an array {shape_text(shape)}",
            Stage.DATA_LOADING,
            None,
            (MathLine(self.rule, shape_text(shape), "(H, W, C)"),),
            confidence=0.9,
            primary_label=shape_text(shape),
            data={"shape": shape},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """Channels last; no axis of size 1."""
        call = array_call(trace)
        for operand in call.operands if call is not None else ():
            if call is not None and operand.shape == cause.data["shape"]:
                yield from reshaped(trace, call, operand, list(_pictures(operand.shape)), Stage.DATA_LOADING)


def _pictures(shape: Shape) -> Iterator[Template]:
    """What would be (H, W) or (H, W, C), as source text."""
    if len(shape) == 4 and shape[0] == 1:
        yield Template("{}[0]", 0.84, "take the one image out of its batch", "a batch axis stands in front")
        yield Template("{}[0].transpose(1, 2, 0)", 0.84, "take the one image, channels last", "channels come first")
        yield Template("{}[0, 0]", 0.82, "take the one gray image", "axes of size 1 stand in front")
    if len(shape) == 3 and shape[-1] == 1:
        yield Template("{}[..., 0]", 0.86, "drop the axis of the gray channel", "a gray image has no such axis")
    if len(shape) == 3 and shape[0] == 1:
        yield Template("{}[0]", 0.86, "drop the axis of the gray channel", "a gray image has no such axis")
    if len(shape) == 3 and shape[0] in (3, 4):
        yield Template("{}.transpose(1, 2, 0)", 0.88, "put the channels last", "channels come first, as in PyTorch")
