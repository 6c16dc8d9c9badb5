"""``torch.zeros(len(y), 10)`` in a function that elsewhere says ``args.classes``: a number left as it was."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing, parent

_LEAST, _MOST = 4, 3
"""A smaller number says too little, and of many places none is likely."""
_CLASSES = re.compile(r"class|label|categor|target")


def literal_for_setting(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """The setting in the place of each such number in the arguments of a call, where it stands for the other size."""
    for frame in trace.user_frames():
        source = frame.site.source()
        reads = frame.written(ast.Attribute)
        names = {
            frame.held(read): ast.unparse(read)
            for read in reads
            if type(frame.held(read)) is int and not isinstance(parent(read), ast.Attribute)
        }
        written = {node: node.value for node in frame.written(ast.Constant) if isinstance(node.value, int)}
        places = [(node, value) for node, value in written.items() if value in (got, want)]
        for node, value in places if source is not None and len(places) <= _MOST else ():
            text = names.get(want if value == got else got)
            if source is None or text is None or value < _LEAST or enclosing(node, ast.Call) is None:
                continue
            yield fix(
                f"write {text} in the place of {value}", Edit(source.span(node), text), prior,
                stage=Stage.LOSS_TARGET if _CLASSES.search(text) else Stage.RESHAPE,
                why=f"{value} is written here, {text} stands for another number",
            )  # fmt: skip
