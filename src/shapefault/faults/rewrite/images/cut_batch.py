"""Pictures of a loader that no transform sizes: cut where the loop takes them, with whatever is of their size."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import fix, insert_before
from shapefault.faults.rewrite.images.sizes import image_argument
from shapefault.faults.rewrite.operands import root_call
from shapefault.model import Fix, Stage
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of
from shapefault.source.files import enclosing
from shapefault.source.nodes import walk


def cut_batches(trace: Trace, size: tuple[int, int], prior: float, *, why: str) -> Iterator[Fix]:
    """``image, flow = (t[..., :104, :] for t in (image, flow))`` as the first thing that the loop does."""
    found, image = root_call(trace), image_argument(trace)
    if found is None or image is None:
        return
    frames, source, call = found
    now = image[1][-2:]
    loop = enclosing(call, ast.For)
    if (
        len(image[1]) != 4
        or not isinstance(loop, ast.For)
        or any(new > old for new, old in zip(size, now, strict=True))
    ):
        return
    bound = [n.id for n in walk(loop.target) if isinstance(n, ast.Name)]
    names = [name for name in bound if (shape_of(frames[-1].names.get(name)) or ())[-2:] == now]
    given = {n.id for a in call.args for n in walk(a) if isinstance(n, ast.Name)}
    if not given & set(names):
        return
    cut = ", ".join(":" if new == old else f":{new}" for new, old in zip(size, now, strict=True))
    together = ", ".join(names)
    line = (
        f"{together} = {together}[..., {cut}]"
        if len(names) == 1
        else f"{together} = (each[..., {cut}] for each in ({together}))"
    )
    yield fix(f"cut the pictures to {size[0]}×{size[1]}", insert_before(source, loop.body[0], line), prior,
              stage=Stage.AUGMENTATION, why=why)  # fmt: skip
