"""The JSON of a report: the names and values that readers of ``shapefault.report/1`` rely on."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from render_samples import NAMES, build
from shapefault.model import Diagnosis, Report
from shapefault.render.json import from_json, to_json
from shapefault.render.text import render

EXAMPLE: dict[str, Any] = {
    "schema": "shapefault.report/1",
    "tool": {"name": "shapefault", "version": "0.1.0", "torch": "2.14.1"},
    "diagnoses": [
        {
            "id": "SF101@data.py:11",
            "code": "SF101",
            "name": "channels-not-on-axis-1",
            "level": "error",
            "when": "crash",
            "message": "conv2d got 28 channels on axis C, its weight takes 3",
            "op": "conv2d",
            "cause": "reshape",
            "module": {"root": "Net", "path": "conv1", "type": "Conv2d"},
            "culprit": {
                "file": "data.py",
                "start": [11, 12],
                "end": [11, 36],
                "text": "x.reshape(-1, 28, 28, 3)",
                "why": "axis 1 is still H, read as C",
            },
            "spans": [
                {
                    "file": "model.py",
                    "start": [11, 36],
                    "end": [11, 37],
                    "primary": True,
                    "label": "N=8 C=28 H=28 W=3",
                    "axes": ["N", "C", "H", "W"],
                    "shape": [8, 28, 28, 3],
                },
                {
                    "file": "model.py",
                    "start": [7, 32],
                    "end": [7, 33],
                    "primary": False,
                    "label": "takes C=3",
                    "axes": None,
                    "shape": None,
                },
            ],
            "provenance": [
                {
                    "value": 28,
                    "axis": "C",
                    "file": "data.py",
                    "start": [11, 12],
                    "end": [11, 36],
                    "text": "x.reshape(-1, 28, 28, 3)",
                    "shape": [8, 28, 28, 3],
                    "culprit": True,
                    "note": "axis 1 is still H, read as C",
                },
                {
                    "value": 28,
                    "axis": "H",
                    "file": "data.py",
                    "start": [10, 9],
                    "end": [10, 28],
                    "text": "batch.float() / 255",
                    "shape": [8, 28, 28, 3],
                    "culprit": False,
                    "note": None,
                },
            ],
            "math": [{"formula": "C / groups = weight.shape[1]", "got": "28 / 1 = 28", "want": 3, "holds": False}],
            "fixes": [
                {
                    "title": "move the channel axis, a reshape cannot move it",
                    "applicability": "safe",
                    "edits": [
                        {
                            "file": "data.py",
                            "start": [11, 12],
                            "end": [11, 36],
                            "content": "x.permute(0, 3, 1, 2)",
                        }
                    ],
                    "verified": {
                        "level": "program",
                        "ran": "train.py",
                        "passed": True,
                        "result_shape": [8, 16, 28, 28],
                    },
                    "note": None,
                }
            ],
            "rejected": [{"content": "x.reshape(-1, 3, 28, 28)"}],
            "help_url": "docs/faults/SF101.md",
        }
    ],
    "sources": {"data.py": "0" * 64},
}


def holds(found: Any, expected: Any, at: str = "report") -> None:
    """Every field of ``expected`` is in ``found`` with that value; ``found`` may have more."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), at
        for key, value in expected.items():
            assert key in found, f"{at}.{key}"
            holds(found[key], value, f"{at}.{key}")
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        assert len(found) >= len(expected), at
        for number, value in enumerate(expected):
            holds(found[number], value, f"{at}[{number}]")
    else:
        assert found == expected, at


def test_the_example_of_the_schema(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    data = to_json(report)
    holds(data, EXAMPLE)
    assert data["diagnoses"][0]["rendered"] == render(report)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_json_and_comes_back(name: str, tmp_path: Path) -> None:
    report = build(name, tmp_path)
    again = from_json(json.loads(json.dumps(to_json(report))))
    assert to_json(again) == to_json(report)
    assert render(again) == render(report)
    assert again.sources == report.sources


def test_every_field_of_a_diagnosis_is_in_it(tmp_path: Path) -> None:
    data = to_json(build("channels", tmp_path))["diagnoses"][0]
    renamed = {"labels": "spans"}
    assert not {renamed.get(one.name, one.name) for one in fields(Diagnosis)} - set(data)


def test_what_is_unknown_is_null() -> None:
    data = to_json(Report("0.1.0", None, "", (Diagnosis("SF000", "n", "m", "op"),)))
    assert data["tool"]["torch"] is None
    assert data["rank"] is None
    one = data["diagnoses"][0]
    assert {one[key] for key in ("cause", "where", "module", "culprit")} == {None}
    assert one["spans"] == one["fixes"] == []
    assert one["id"] == "SF000"


def test_files_outside_the_root_keep_their_whole_path(tmp_path: Path) -> None:
    report = build("channels", tmp_path)
    elsewhere = Report("0", None, str(tmp_path / "sub"), report.diagnoses)
    assert to_json(elsewhere)["diagnoses"][0]["culprit"]["file"] == str(tmp_path / "data.py")


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "x"}, {"schema": "shapefault.report/1"}, "text"])
def test_what_is_no_report_is_a_value_error(data: object) -> None:
    with pytest.raises(ValueError, match=r"report|schema"):
        from_json(data)


def test_values_of_later_versions_are_tolerated(tmp_path: Path) -> None:
    data = to_json(build("channels", tmp_path))
    data["diagnoses"][0]["cause"] = "something-new"
    data["diagnoses"][0]["added"] = 1
    assert from_json(data).diagnoses[0].cause is None
