"""A bare ``squeeze()`` that is told which axes may go: of a batch of one, or one path, it takes more than is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix
from shapefault.faults.rewrite.slips.places import Scope
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import callee

_LIBRARIES = ("np", "numpy", "torch")
_FORMS = (
    ("squeeze(-1)", 0.42),
    ("squeeze(1)", 0.42),
    ("squeeze(0)", 0.38),
    ("squeeze(0).squeeze(0)", 0.3),
    ("squeeze(-1).squeeze(-1)", 0.3),
)


def squeezes(trace: Trace, scope: Scope) -> Iterator[Fix]:
    """Each bare ``x.squeeze()``, and ``np.squeeze(x)``, in the forms that drop one axis or two."""
    del trace
    for call in scope.calls:
        if callee(call) != "squeeze" or call.keywords or not isinstance(call.func, ast.Attribute):
            continue
        whole, library = scope.source.span(call), call.func.value
        if call.args:
            if len(call.args) == 1 and isinstance(library, ast.Name) and library.id in _LIBRARIES:
                at = scope.source.span(call.args[0]).end
                for form, worth in _FORMS[:3]:
                    axis = form[len("squeeze(") : -1]
                    added = Edit(Span(whole.file, at, at), f", {axis}")
                    yield fix(f"squeeze axis {axis} alone", added, worth, stage=Stage.RESHAPE)
            continue
        inner = scope.source.span(library)
        dot = Span(whole.file, inner.end, whole.end, scope.source.between(inner.end, whole.end))
        for form, worth in _FORMS:
            yield fix(f"write {form}", Edit(dot, f".{form}"), worth, stage=Stage.RESHAPE)
