"""The report of a program without a fault: asked for as JSON in a file, it is there and says so."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import shapefault
from shapefault.integrations.hook import complain
from shapefault.integrations.ranks import speaks_for_all

if TYPE_CHECKING:
    from shapefault.integrations.options import CrashOptions


def write_empty_report(options: CrashOptions) -> None:
    """Write a JSON report with no diagnoses to ``options.output``."""
    if options.output is None or not speaks_for_all():
        return
    torch = sys.modules.get("torch")
    version = getattr(torch, "__version__", None)
    report = {
        "schema": "shapefault.report/1",
        "tool": {
            "name": "shapefault",
            "version": shapefault.__version__,
            "torch": None if version is None else str(version),
        },
        "diagnoses": [],
    }
    try:
        Path(options.output).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    except OSError as failure:
        complain(f"cannot write the report to {options.output}: {failure.strerror}")
