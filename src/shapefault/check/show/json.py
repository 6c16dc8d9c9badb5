"""A check as JSON, schema ``shapefault.check/1``: the report's own fields, and the table and the domain beside them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from shapefault.check.inputs import TensorSpec
from shapefault.check.result import CheckResult
from shapefault.check.specs import text_of
from shapefault.check.table import Row
from shapefault.render.json import to_json as report_json
from shapefault.render.places import relative

SCHEMA = "shapefault.check/1"


def to_json(result: CheckResult) -> dict[str, Any]:
    """The result in dicts, lists, strings, numbers and None; unknown is None, not absent."""
    report = report_json(result.report)
    table, stop = result.table, result.stop
    return {
        "schema": SCHEMA,
        "tool": report["tool"],
        "root": report["root"],
        "model": result.name,
        "status": result.status,
        "input": {"text": text_of(result.spec), "tensors": [_tensor(t) for t in result.spec.tensors]},
        "sizes": dict(result.sizes),
        "training": result.training,
        "table": None if table is None else {"rows": [_row(row) for row in table.rows], "totals": asdict(table.totals)},
        "diagnoses": report["diagnoses"],
        "sources": report["sources"],
        "stop": None
        if stop is None
        else {
            "kind": stop.kind,
            "reason": stop.reason,
            "module": stop.path or None,
            "file": None if stop.span is None else relative(stop.span.file, result.report.root),
            "start": None if stop.span is None else list(stop.span.start),
        },
        "domain": None if result.domain is None else result.domain.to_json(),
        "independence": None if result.independence is None else result.independence.to_json(),
        "required": [asdict(required) for required in result.required],
        "notes": list(result.notes),
    }


def _tensor(tensor: TensorSpec) -> dict[str, Any]:
    return {"axes": list(tensor.axes), "dtype": tensor.dtype or None, "name": tensor.name}


def _row(row: Row) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(row).items()}
