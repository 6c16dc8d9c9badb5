"""A parameter that the constructor takes and does not keep: ``self.crop = False`` where ``crop`` was given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.stages import stage_of_class
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk
from shapefault.source.project import has_parameter


def overruled(trace: Trace, prior: float) -> Iterator[Fix]:
    """The parameter in the place of the constant."""
    for source, function in bench_of(trace).project.functions.get("__init__", []):
        owner = enclosing(function, ast.ClassDef)
        stage = (stage_of_class(owner) if isinstance(owner, ast.ClassDef) else None) or Stage.LAYER_CONFIG
        for part in walk(function):
            target = part.targets[0] if isinstance(part, ast.Assign) else None
            if not isinstance(target, ast.Attribute) or not isinstance(part, ast.Assign):
                continue
            if not isinstance(part.value, ast.Constant) or not has_parameter(function, target.attr):
                continue
            yield fix(
                f"keep {target.attr} as it is given", Edit(source.span(part.value), target.attr), prior, stage=stage,
                why=f"{target.attr} is given, and {ast.unparse(part.value)} is kept",
            )  # fmt: skip
