"""Lists of different lengths made one tensor: ``pad_sequence([torch.tensor(x) for x in lists], batch_first=True)``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.source.project import CallPlace, callee

_MAKERS = ("tensor", "as_tensor", "LongTensor", "FloatTensor", "IntTensor")
_PAD = "torch.nn.utils.rnn.pad_sequence"


def padded_rows(call: CallPlace, prior: float, why: str) -> Iterator[Fix]:
    """Such a call on a comprehension, or on a name: a tensor of each part, padded to the longest."""
    if callee(call.node) not in _MAKERS or not call.node.args:
        return
    given, source = call.node.args[0], call.source
    whole, part = call.span, source.span(given)
    before, after = source.between(whole.start, part.start), source.between(part.end, whole.end)
    if isinstance(given, ast.ListComp):
        one = source.span(given.elt)
        rest = source.between(one.end, part.end)[:-1]
        listed = f"[{before}{one.text}{after}{rest}]"
    elif isinstance(given, ast.Name | ast.Attribute):
        listed = f"[{before}part{after} for part in {part.text}]"
    else:
        return
    edit = Edit(whole, f"{_PAD}({listed}, batch_first=True)")
    yield fix("pad the rows to the longest", edit, prior, stage=Stage.DATA_LOADING, why=why)
