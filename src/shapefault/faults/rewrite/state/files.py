"""The program saves several checkpoints, and loads another of them than it means."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.model import Edit, Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import enclosing
from shapefault.source.project import Place, callee

_ENDINGS = (".pt", ".pth", ".ckpt", ".bin", ".tar", ".pkl", ".weights", ".data")


def other_files(trace: Trace, prior: float) -> Iterator[Fix]:
    """Each file name that is loaded, as another name under which the program saves; the last saved first."""
    saved: dict[str, Place] = {}
    loaded: list[Place] = []
    for source in bench_of(trace).project.sources:
        for node in source.nodes:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if not node.value.endswith(_ENDINGS) or any(c.isspace() for c in node.value):
                continue
            if _in_save(node):
                saved[node.value] = Place(source, node)
            else:
                loaded.append(Place(source, node))
    if len(saved) < 2:
        return
    for place in loaded:
        now = place.node.value  # type: ignore[attr-defined]
        for rank, name in enumerate(n for n in reversed(saved) if n != now):
            if now in saved:
                yield fix(
                    f"load {name} in place of {now}", Edit(place.span, place.span.text.replace(now, name)),
                    prior - 0.03 * rank, stage=Stage.STATE_DICT, why=f"{name} is saved, too, and may be what is meant",
                )  # fmt: skip


def _in_save(node: ast.AST) -> bool:
    call = enclosing(node, ast.Call)
    while call is not None:
        if isinstance(call, ast.Call) and callee(call) in ("save", "save_checkpoint", "save_model", "save_file"):
            return True
        call = enclosing(call, ast.Call)
    return False
