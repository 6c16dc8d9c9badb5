"""A file that is read from one folder of the function where another may be meant: ``join(data_dir, "vocab.txt")``.

What belongs to a checkpoint lies beside it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from shapefault.faults.rewrite.bench import fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.nodes import walk
from shapefault.source.project import callee

_READ = (".txt", ".json", ".yaml", ".yml", ".csv", ".tsv", ".pkl", ".npy", ".model")


def beside_the_checkpoint(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each such file of the running functions, from the folder that the checkpoint is loaded from."""
    for frame in list(trace.user_frames())[:3]:
        source = frame.site.source()
        function = frame.function()
        if source is None or function is None:
            continue
        calls = [n for n in walk(function) if isinstance(n, ast.Call)]
        joined = [c for c in calls if callee(c) == "join" and len(c.args) == 2 and isinstance(c.args[0], ast.Name)]
        loaded = [part for c in calls if callee(c).startswith("load") for part in walk(c)]
        folders = {ast.unparse(c.args[0]) for c in joined if c in loaded}
        for call in joined:
            folder, name = call.args
            if not isinstance(folder, ast.Name) or not isinstance(name, ast.Constant) or folder.id in folders:
                continue
            if not isinstance(name.value, str) or not name.value.endswith(_READ):
                continue
            for other in sorted(folders):
                there = frame.frame.f_locals.get(other)
                if isinstance(there, str) and Path(there).is_dir() and not (Path(there) / name.value).exists():
                    continue
                yield fix(
                    f"read {name.value} from {other}, as the checkpoint", Edit(source.span(folder), other), prior,
                    stage=Stage.STATE_DICT, why=f"it is read from {folder.id}, the checkpoint from {other}",
                )  # fmt: skip
