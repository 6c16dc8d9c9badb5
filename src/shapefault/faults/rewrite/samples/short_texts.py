"""A text with fewer words than the widest filter of a network that reads it: padded before it is handed over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault import ops
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.numbers.defaults import defaults_of, leaving
from shapefault.faults.rewrite.shapes import Template, root_structural
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.observe.values import is_tensor, shape_of

_LENGTH = re.compile(r"len|size|pad|width")


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
    yield from _where_joined(trace, need, prior + 0.03, why)
    yield from _least_lengths(trace, need, prior + 0.05, why)


def _where_joined(trace: Trace, need: int, prior: float, why: str) -> Iterator[Fix]:
    """Each text of a batch padded that far where ``pad_sequence`` makes them one tensor."""
    for call in bench_of(trace).project.calls.get("pad_sequence", [])[:2]:
        texts = call.node.args[0] if call.node.args else None
        if not isinstance(texts, ast.Name):
            continue
        value = next((call.source.span(k.value).text for k in call.node.keywords if k.arg == "padding_value"), None)
        one = f"torch.nn.functional.pad(text, (0, max(0, {need} - len(text))){f', value={value}' if value else ''})"
        yield fix(f"pad each text to {need} words where they are joined",
                  Edit(call.source.span(texts), f"[{one} for text in {texts.id}]"), prior,
                  stage=Stage.DATA_LOADING, why=why)  # fmt: skip


def _least_lengths(trace: Trace, need: int, prior: float, why: str) -> Iterator[Fix]:
    """A parameter of the program's own that says how short a text may be, left at a smaller default."""
    project = bench_of(trace).project
    for called, source, function, name, default in defaults_of(project):
        words = name.lower()
        if type(default.value) is not int or default.value >= need or "min" not in words or not _LENGTH.search(words):
            continue
        for call in leaving(project, function, name)[:2]:
            yield fix(f"hand {name}={need} to {called}", set_keyword(call, name, str(need)), prior,
                      stage=Stage.DATA_LOADING, why=why)  # fmt: skip
        yield fix(f"let {name} of {called} be {need}", Edit(source.span(default), str(need)), prior - 0.04,
                  stage=Stage.DATA_LOADING, why=why)  # fmt: skip
