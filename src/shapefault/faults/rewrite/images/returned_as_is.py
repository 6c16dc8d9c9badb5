"""A transform that returns the picture as it came in one branch, where another hands it on to the resize."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.stages import stage_of_class
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import method_of

_OF_LIBRARY = ("Resize", "Crop", "Pad", "transforms", "T.")


def returned_as_is(trace: Trace, prior: float) -> Iterator[Fix]:
    """The call that another return makes of the same name, where samples of different sizes could not be joined."""
    for source, cls in bench_of(trace).project.classes.values() if trace.loader is not None else ():
        based = any(word in ast.unparse(base) for base in cls.bases for word in _OF_LIBRARY)
        if not based and stage_of_class(cls) is not Stage.AUGMENTATION:
            continue
        for method in ("forward", "__call__"):
            function = method_of(cls, method)
            given = [part.value for part in walk(function) if isinstance(part, ast.Return)] if function else []
            bare = [value for value in given if isinstance(value, ast.Name)]
            calls = [call for call in given if isinstance(call, ast.Call) and call.args]
            for value, call in ((v, c) for v in bare for c in calls if ast.dump(c.args[0]) == ast.dump(v)):
                text = source.span(call).text
                yield fix(
                    f"return {text} here, too", Edit(source.span(value), text), prior, stage=Stage.AUGMENTATION,
                    why=f"in this branch {value.id} is returned with the size that it came with",
                )  # fmt: skip
