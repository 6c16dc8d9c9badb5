"""SF421: a NumPy transpose is written for another number of axes.

What it is
    ``np.transpose(image, (2, 0, 1))`` names three axes; a grayscale image has two, a batch of images four.

Why it happens
    A grayscale image was read without a channel axis, or the transpose for one image meets a batch.

Not this fault
    ``permute`` of a tensor: see SF502.

See also
    numpy.transpose, numpy.expand_dims
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.base import Cause, Fault
from shapefault.faults.rewrite.axes.arrays import array_call, reshaped
from shapefault.faults.rewrite.axes.dims import listed, number, reordered
from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.shapes import Template
from shapefault.model import Fix, MathLine, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace


class NumpyTranspose(Fault):
    """The number of axes named is not the array's."""

    code = "SF421"
    name = "numpy-transpose"
    title = "a NumPy transpose is written for another number of axes"
    rule = "one entry an axis"
    example = """
        import numpy as np
        image = np.zeros((28, 28), dtype=np.float32)
        x = torch.from_numpy(np.transpose(image, (2, 0, 1)))
    """
    fixed = """
        import numpy as np
        image = np.zeros((28, 28), dtype=np.float32)
        x = torch.from_numpy(np.transpose(image[..., None], (2, 0, 1)))
    """
    expected = """
        error[SF421]: transpose names 3 axes, the array (28, 28) has 2
    """
    near_misses = ("import numpy as np\nnp.transpose(np.zeros((28, 28, 1)), (2, 0, 1)); torch.rand(1)",)

    def cause(self, mismatch: Mismatch, trace: Trace) -> Cause | None:
        """A transpose of an array that can be read again, with the axes written out."""
        if "axes don't match array" not in trace.crash.message:
            return None
        call = array_call(trace)
        if call is None or call.name != "transpose":
            return None
        import ast

        nodes = listed(CallPlace(call.source, call.node)) if isinstance(call.node, ast.Call) else None
        if nodes is None:
            return None
        dims = [d for n in nodes if (d := number(n)) is not None]
        shape = call.operands[0].shape
        return Cause(
            f"transpose names {len(dims)} axes, the array {shape} has {len(shape)}",
            Stage.DATA_LOADING,
            None,
            (MathLine("one entry an axis", str(len(dims)), str(len(shape))),),
            confidence=0.9,
            primary_label=str(shape),
            data={"call": call, "dims": dims},
        )

    def fixes(self, cause: Cause, mismatch: Mismatch, trace: Trace) -> Iterator[Fix]:
        """The channel axis that is missing; the batch axis left where it is."""
        call, dims = cause.data["call"], cause.data["dims"]
        operand = call.operands[0]
        rank = len(operand.shape)
        if rank == len(dims) - 1:
            batch = dims[0] == 0
            text = "{}[None]" if batch else "{}[..., None]"
            missing = "the batch axis is missing" if batch else "the channel axis is missing"
            templates = [Template(text, 0.8, missing.replace("is missing", "added"), missing)]
            yield from reshaped(trace, call, operand, templates, Stage.DATA_LOADING)
        place = CallPlace(call.source, call.node)
        if rank == len(dims) + 1:
            edit = reordered(place, (0, *(d + 1 if d >= 0 else d for d in dims)))
            if edit is not None:
                yield fix("leave the batch axis where it is", edit, 0.76, stage=Stage.DATA_LOADING,
                          why="a batch has one axis more")  # fmt: skip
            templates = [Template(f"{{}}.squeeze({a})", 0.7, f"drop axis {a}", "an axis of size 1 too many")
                         for a, s in enumerate(operand.shape) if s == 1]  # fmt: skip
            yield from reshaped(trace, call, operand, templates, Stage.DATA_LOADING)
