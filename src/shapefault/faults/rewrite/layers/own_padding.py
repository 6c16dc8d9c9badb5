"""A layer of the program's own with a window, built without the padding that keeps the size: ``Attend(kernel_size=3)``.

What it gives is met with maps of the size that came in; torch's own layers are looked at elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.layers.constructor import outer_constructor
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee, default_of, method_of


def own_padding(trace: Trace, prior: float) -> Iterator[Fix]:
    """Half the window, in the call that builds the layer and as the default of its class."""
    for running in reversed(trace.crash.model_calls):
        module = running.module
        kind = type(module).__name__
        cls = bench_of(trace).project.classes.get(kind)
        window, padding = (vars(module).get(name) for name in ("kernel_size", "padding"))
        if cls is None or type(window) is not int or padding != 0 or window % 2 == 0 or window < 3:
            continue
        half, why = window // 2, f"windows of {window} without padding make a map smaller by {window - 1}"
        call = outer_constructor(module)
        if call is not None and callee(call.node) == kind:
            yield fix(f"build {kind} with padding={half}", set_keyword(call, "padding", str(half)), prior,
                      stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
        made = method_of(cls[1], "__init__")
        default = default_of(made, "padding") if made is not None else None
        if default is not None:
            yield fix(f"let padding of {kind} be {half}", Edit(cls[0].span(default), str(half)), prior - 0.03,
                      stage=Stage.LAYER_CONFIG, why=why)  # fmt: skip
