"""A bare ``squeeze()`` that is told which axes may go: of a batch of one, or one path, it takes more than is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee

_FORMS = (
    ("squeeze(-1)", 0.42),
    ("squeeze(1)", 0.42),
    ("squeeze(0)", 0.38),
    ("squeeze(0).squeeze(0)", 0.3),
    ("squeeze(-1).squeeze(-1)", 0.3),
)


def squeezes(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each bare ``x.squeeze()`` in the forms that drop one axis or two."""
    del trace
    for call in scope.calls:
        if callee(call) != "squeeze" or call.args or call.keywords or not isinstance(call.func, ast.Attribute):
            continue
        whole, inner = scope.source.span(call), scope.source.span(call.func.value)
        dot = Span(whole.file, inner.end, whole.end, scope.source.between(inner.end, whole.end))
        for form, worth in _FORMS:
            yield fix(f"write {form}", Edit(dot, f".{form}"), worth, stage=Stage.RESHAPE)
