"""A text with fewer words than the widest filter of a network that reads it: padded before it is handed over."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.rewrite.shapes import Template, root_structural
from shapefault.model import Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of


def padded_texts(trace: Trace, mismatch: Mismatch, prior: float) -> Iterator[Fix]:
    """Word numbers filled up with 0 to the largest kernel that stands beside the one that failed."""
    broken, layer = mismatch.broken, mismatch.layer
    if broken is None or layer is None or trace.root is None or not trace.root.args:
        return
    ids, shape = trace.root.args[0], shape_of(trace.root.args[0]) or ()
    whole = is_tensor(ids) and not ids.is_floating_point() and len(shape) == 2
    journey = trace.journey(mismatch.tensor("input")) if mismatch.tensor("input") is not None else []
    embedded = any(ops.canonical(record.name) == "embedding" for record in journey)
    if not whole or not embedded or broken.got_value not in shape:
        return
    axis = 1 if shape[1] == broken.got_value else 0
    which = (broken.other_axis or 2) - 2
    kernels = [m.kernel_size for m in trace.root.module.modules() if type(m) is type(layer)]
    need = max((k[which] for k in kernels if which < len(k)), default=0)
    if need <= shape[axis]:
        return
    pads = "0, " if axis else "0, 0, 0, "
    text = f"torch.nn.functional.pad({{}}, ({pads}max(0, {need} - {{}}.shape[{axis}])))"
    why = f"the text has {shape[axis]} words, the widest filter needs {need}"
    template = Template(text, prior, f"pad the text to {need} words, which the widest filter needs", why)
    yield from root_structural(trace, [template], stage=Stage.DATA_LOADING, definition=-0.02)
