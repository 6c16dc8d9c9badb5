"""A report as JSON, schema ``shapefault.report/1``, and back; nothing is lost against the text."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shapefault.model import (
    Check,
    Culprit,
    Diagnosis,
    Edit,
    Fix,
    Hop,
    Label,
    MathLine,
    ModuleRef,
    Rejected,
    Report,
    Span,
    Stage,
)
from shapefault.render import json_call
from shapefault.render.places import identity, relative
from shapefault.render.text import render
from shapefault.source import cells

SCHEMA = "shapefault.report/1"


def to_json(report: Report) -> dict[str, Any]:
    """The report in dicts, lists, strings, numbers and None."""
    # Of a notebook only: its cells are files to the report, and `cells` says what IPython calls them.
    notebook = {"cells": dict(cells.names)} if cells.names else {}
    return {
        "schema": SCHEMA,
        "tool": {"name": "shapefault", "version": report.tool_version, "torch": report.torch_version},
        "root": report.root,
        "rank": report.rank,
        "diagnoses": [_diagnosis(report, diagnosis) for diagnosis in report.diagnoses],
        "sources": {relative(path, report.root): sha256 for path, sha256 in report.sources.items()},
        **notebook,
    }


def _diagnosis(report: Report, diagnosis: Diagnosis) -> dict[str, Any]:
    root, module, culprit = report.root, diagnosis.module, diagnosis.culprit
    alone = Report(report.tool_version, report.torch_version, root, (diagnosis,), report.rank)
    return {
        "id": identity(diagnosis, root),
        "code": diagnosis.code,
        "name": diagnosis.name,
        "level": diagnosis.level,
        "when": diagnosis.when,
        "message": diagnosis.message,
        "op": diagnosis.op,
        "cause": _enum(diagnosis.cause),
        "where": diagnosis.where or None,
        "module": None if module is None else {"root": module.root, "path": module.path, "type": module.type},
        "culprit": None if culprit is None else {**_span(culprit.span, root), "why": culprit.why or None},
        "spans": [
            {
                **_span(label.span, root),
                "primary": label.primary,
                "label": label.label or None,
                "axes": list(label.axes) or None,
                "shape": _shape(label.shape),
            }
            for label in diagnosis.labels
        ],
        "provenance": [_hop(hop, root) for hop in diagnosis.provenance],
        "math": [
            {"formula": line.formula, "got": line.got, "want": _number(line.want), "holds": line.holds}
            for line in diagnosis.math
        ],
        "notes": list(diagnosis.notes),
        "fixes": [_fix(fix, root) for fix in diagnosis.fixes],
        "rejected": [{"content": one.content, "why": one.why} for one in diagnosis.rejected],
        "operands": [json_call.operand(one) for one in diagnosis.operands],
        "changes": [json_call.change(one) for one in diagnosis.changes],
        "help_url": f"docs/faults/{diagnosis.code}.md",
        "rendered": render(alone),
    }


def _hop(hop: Hop, root: str) -> dict[str, Any]:
    where = _span(hop.span, root) if hop.span else {"file": None, "start": None, "end": None}
    return {
        "value": hop.value,
        "axis": hop.axis,
        **where,
        "text": hop.text,
        "shape": _shape(hop.shape),
        "axes": list(hop.axes) or None,
        "culprit": hop.culprit,
        "note": hop.note or None,
    }


def _fix(fix: Fix, root: str) -> dict[str, Any]:
    check = fix.verified
    return {
        "title": fix.title,
        "applicability": fix.applicability,
        "edits": [{**_span(edit.span, root), "content": edit.content} for edit in fix.edits],
        "verified": None
        if check is None
        else {
            "level": check.level,
            "ran": check.ran,
            "passed": check.passed,
            "result_shape": _shape(check.result_shape),
            "note": check.note or None,
        },
        "note": fix.note or None,
        "why": fix.why or None,
        "stage": _enum(fix.stage),
        "prior": fix.prior,
    }


def _span(span: Span, root: str) -> dict[str, Any]:
    return {
        "file": relative(span.file, root),
        "start": list(span.start),
        "end": list(span.end),
        "text": span.text or None,
    }


def _shape(shape: Iterable[int] | None) -> list[int] | None:
    return None if shape is None else list(shape)


def _enum(value: Stage | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() else text


def from_json(data: Any) -> Report:
    """The report that :func:`to_json` wrote; a ValueError where ``data`` is none."""
    try:
        if data["schema"] != SCHEMA:
            raise ValueError(f"expected the schema {SCHEMA}, got {data['schema']}")
        return _read_report(data)
    except (KeyError, TypeError, IndexError, AttributeError) as failure:
        raise ValueError(f"not a shapefault report: {type(failure).__name__}: {failure}") from failure


def _read_report(data: dict[str, Any]) -> Report:
    root = data.get("root") or ""
    return Report(
        tool_version=data["tool"]["version"],
        torch_version=data["tool"]["torch"],
        root=root,
        diagnoses=tuple(_read_diagnosis(one, root) for one in data["diagnoses"]),
        rank=data.get("rank"),
        sources={_absolute(path, root): sha256 for path, sha256 in (data.get("sources") or {}).items()},
    )


def _read_diagnosis(data: dict[str, Any], root: str) -> Diagnosis:
    culprit, module = data.get("culprit"), data.get("module")
    return Diagnosis(
        code=data["code"],
        name=data["name"],
        message=data["message"],
        op=data["op"],
        level=data["level"],
        when=data["when"],
        cause=_stage(data.get("cause")),
        where=data.get("where") or "",
        module=None if module is None else ModuleRef(module["root"], module["path"], module["type"]),
        culprit=None if culprit is None else Culprit(_read_span(culprit, root), culprit.get("why") or ""),
        labels=tuple(
            Label(
                _read_span(one, root),
                one.get("label") or "",
                one["primary"],
                tuple(one.get("axes") or ()),
                _tuple(one.get("shape")),
            )
            for one in data["spans"]
        ),
        provenance=tuple(
            Hop(
                text=one["text"],
                span=None if one.get("file") is None else _read_span(one, root),
                value=one["value"],
                axis=one["axis"],
                shape=_tuple(one.get("shape")),
                axes=tuple(one.get("axes") or ()),
                culprit=one["culprit"],
                note=one.get("note") or "",
            )
            for one in data["provenance"]
        ),
        math=tuple(MathLine(one["formula"], one["got"], str(one["want"]), one["holds"]) for one in data["math"]),
        notes=tuple(data.get("notes") or ()),
        fixes=tuple(_read_fix(one, root) for one in data["fixes"]),
        rejected=tuple(Rejected(one["content"], one["why"]) for one in data["rejected"]),
        operands=tuple(json_call.read_operand(one) for one in data.get("operands") or ()),
        changes=tuple(json_call.read_change(one) for one in data.get("changes") or ()),
    )


def _read_fix(data: dict[str, Any], root: str) -> Fix:
    check = data.get("verified")
    return Fix(
        title=data["title"],
        edits=tuple(Edit(_read_span(one, root), one["content"]) for one in data["edits"]),
        applicability=data["applicability"],
        prior=data.get("prior", 0.5),
        stage=_stage(data.get("stage")),
        why=data.get("why") or "",
        verified=None
        if check is None
        else Check(
            check["level"],
            check["ran"],
            check["passed"],
            _tuple(check.get("result_shape")),
            check.get("note") or "",
        ),
        note=data.get("note") or "",
    )


def _read_span(data: dict[str, Any], root: str) -> Span:
    (line, column), (end_line, end_column) = data["start"], data["end"]
    text = data.get("text") or ""
    return Span(_absolute(data["file"], root), (line, column), (end_line, end_column), text)


def _absolute(path: str, root: str) -> str:
    # A name such as <stdin> is no path.
    return path if not root or not path or path.startswith("<") else os.path.normpath(Path(root) / path)


def _stage(value: str | None) -> Stage | None:
    try:
        return None if value is None else Stage(value)
    except ValueError:  # of a later version
        return None


def _tuple(values: Iterable[int] | None) -> tuple[int, ...] | None:
    return None if values is None else tuple(values)
