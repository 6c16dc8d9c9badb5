"""A view whose sizes stand for axes that the tensor has, in other sizes: the sizes are changed, or the images are."""

from __future__ import annotations

from collections.abc import Iterator

from shapefault.faults.rewrite.axes.reshapes import receiver
from shapefault.faults.rewrite.bench import bench_of, fix
from shapefault.faults.rewrite.images.transforms import insert_resize
from shapefault.model import Edit, Fix, Shape, Stage
from shapefault.observe.trace import Trace
from shapefault.source.project import CallPlace
from shapefault.source.retarget import retarget


def sizes_of_own_axes(
    trace: Trace, call: CallPlace, shape: Shape, sizes: tuple[int, ...], prior: float
) -> Iterator[Fix]:
    """``x.reshape(-1, 28, 28)`` of 1×32×32 images: 32 for each 28, where it is written; or images of 28×28."""
    pairs = _paired(shape, sizes)
    found = receiver(call)
    if len(pairs) < 2 or found is None or len(found[1]) != len(sizes):
        return
    edits: dict[tuple[object, ...], Edit] = {}
    for at, new in pairs.items():
        targets = retarget(bench_of(trace).resolver, call.source, found[1][at], sizes[at], new)
        if not targets:
            return
        edits.update({(e.span.file, e.span.start): e for e in targets[0].edits})
    written, arrive = ("×".join(map(str, some)) for some in ([sizes[at] for at in pairs], list(pairs.values())))
    why = f"{written} is written here, {arrive} arrive"
    yield fix(f"give the view the tensor's own {arrive}", tuple(edits.values()), prior, stage=Stage.RESHAPE, why=why)
    if len(pairs) == 2 and max(pairs) == len(sizes) - 1 and len(shape) >= 3:
        yield from insert_resize(trace, (sizes[-2], sizes[-1]), prior - 0.04)


def _paired(shape: Shape, sizes: tuple[int, ...]) -> dict[int, int]:
    """Which of the view's last sizes stand for which of the tensor's; none unless all before them agree."""
    if not sizes or sizes[0] not in (-1, *shape[:1]) or -1 in sizes[1:]:
        return {}
    own = [size for size in shape[1:] if size != 1]
    wanted = [(at, size) for at, size in enumerate(sizes) if at and size != 1]
    if len(own) != len(wanted):
        return {}
    return {at: has for (at, size), has in zip(wanted, own, strict=True) if size != has}
