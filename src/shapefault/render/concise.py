"""A diagnosis on one line, for grep and for editors' problem matchers."""

from __future__ import annotations

from shapefault.model import Diagnosis, Report
from shapefault.render.measure import Charset
from shapefault.render.places import shown


def render(report: Report, *, ascii: bool = False) -> str:
    """One line a diagnosis."""
    chars = Charset(ascii)
    return "".join(chars.clean(line(diagnosis, report.root)) + "\n" for diagnosis in report.diagnoses)


def line(diagnosis: Diagnosis, root: str) -> str:
    """``model.py:11:36: SF101 message [culprit data.py:11:12] [fix: safe, verified]``."""
    parts = [f"{diagnosis.code} {diagnosis.message}"]
    if diagnosis.primary is not None:
        span = diagnosis.primary.span
        parts.insert(0, f"{shown(span.file, root)}:{span.start[0]}:{span.start[1]}:")
    if diagnosis.culprit is not None:
        span = diagnosis.culprit.span
        parts.append(f"[culprit {shown(span.file, root)}:{span.start[0]}:{span.start[1]}]")
    if diagnosis.fixes:
        fix = diagnosis.fixes[0]
        checked = "verified" if fix.verified is not None and fix.verified.passed else "not verified"
        parts.append(f"[fix: {fix.applicability}, {checked}]")
    return " ".join(parts)
