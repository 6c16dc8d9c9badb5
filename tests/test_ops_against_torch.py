"""Every requirement and formula against torch itself: accepted iff torch accepts, and the same shape.

A fixed share of what ``python scripts/fuzz_ops.py`` draws. Small real tensors are the judge, for kernels without memory
accept some of what real ones refuse; docs/fake-and-real.md lists where.
"""

from __future__ import annotations

import importlib.util
import logging
import random
import re
import zlib
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from op_draws.agreement import NO_JUDGE, disagreement, draw_call, verdict  # noqa: E402
from op_draws.cases import cases  # noqa: E402
from op_draws.kernels import Differences  # noqa: E402
from op_draws.strategies import Assumed  # noqa: E402
from shapefault import ops  # noqa: E402
from shapefault.calls.judge import LENIENT  # noqa: E402
from shapefault.ops.registry import specs  # noqa: E402

torch.set_num_threads(1)

SHARE = 40
PAGE = Path(__file__).resolve().parent.parent / "docs" / "fake-and-real.md"
MADE_WITH = "2.14"
"""The torch that the page was made with; others have other kernels."""


@pytest.mark.parametrize("name", sorted(cases()))
@pytest.mark.filterwarnings("ignore")
def test_accepts_what_torch_accepts_and_gives_its_shape(name: str) -> None:
    rng, accepted = random.Random(zlib.crc32(name.encode())), 0
    for _ in range(SHARE):
        drawn = draw_call(name, rng)
        if drawn is None:
            continue
        try:
            real = verdict(drawn.call)
        except Assumed:
            continue
        assert (found := disagreement(drawn, real)) is None, found
        accepted += real.accepted
    assert accepted, "no draw was accepted"


_OF_TORCHVISION = {
    "resize", "center_crop", "random_crop", "five_crop", "ten_crop", "normalize_image", "to_tensor", "pad_image",
    "box_iou", "nms", "roi_align", "roi_pool",
}  # fmt: skip


_HELD_ELSEWHERE = {"rearrange"}
"""No op of torch's: test_ops_einops holds it against einops itself."""


def test_every_op_is_drawn() -> None:
    missing = set(specs()) - {ops.canonical(name) for name in cases()} - _HELD_ELSEWHERE
    if importlib.util.find_spec("torchvision") is None:
        missing -= _OF_TORCHVISION
    assert not missing


def _listed() -> set[tuple[str, str, bool]]:
    rows = re.findall(
        r"^\| `(\w+)` \| (meta|fake) \| (accepts|refuses),", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {(name, kernel, how == "accepts") for name, kernel, how in rows}


@pytest.mark.skipif(not torch.__version__.startswith(MADE_WITH), reason="the page is of another torch")
@pytest.mark.filterwarnings("ignore")
def test_the_page_lists_where_fake_and_real_differ() -> None:
    logging.getLogger("torch").setLevel(logging.CRITICAL)  # fake tensors log what they refuse
    # The first draws of those that the page was made from, with their numbers.
    found, rng, done = Differences(), random.Random(0), 0
    for _ in range(12):
        for name in cases():
            drawn = draw_call(name, rng)
            if drawn is None:
                continue
            try:
                real = verdict(drawn.call)
            except Assumed:
                continue
            done += 1
            found.add(drawn, real, done)
    listed = {(name, accepts) for name, _, accepts in _listed()}
    assert {(name, accepts) for name, _, accepts in found.kinds()} <= listed, "python scripts/fuzz_ops.py --page"
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"- `{name}`: {words}" in page for name, (words, _) in NO_JUDGE.items())


F = torch.nn.functional
FAR = {
    "gather": lambda on: torch.gather(on(torch.zeros(2)), 0, on(torch.tensor([5]))),
    "scatter": lambda on: on(torch.zeros(2)).scatter(0, on(torch.tensor([5])), on(torch.zeros(1))),
    "embedding_bag": lambda on: F.embedding_bag(on(torch.tensor([5])), on(torch.zeros(3, 2)), on(torch.tensor([0]))),
    "setitem": lambda on: on(torch.zeros(2)).__setitem__(on(torch.tensor([5])), 1.0),
    **{
        f"max_unpool{n}d": lambda on, n=n: getattr(F, f"max_unpool{n}d")(
            on(torch.zeros(1, 1, *(2,) * n)), on(torch.full((1, 1, *(2,) * n), 9999)), 2
        )
        for n in (1, 2, 3)
    },
}
"""Calls with an index that is out of range: no shape shows it."""


def test_lenient_kernels_are_on_the_page_or_miss_an_index() -> None:
    drawn = {ops.canonical(name) for name in cases()} & LENIENT
    lenient = {ops.canonical(name) for name, _, accepts in _listed() if accepts}
    assert drawn - lenient <= set(FAR), drawn - lenient
    for call in FAR.values():
        call(lambda tensor: tensor.to("meta"))
        with pytest.raises((RuntimeError, IndexError)):
            call(lambda tensor: tensor)
