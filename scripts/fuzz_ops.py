"""Every op's requirement and formula against the op itself, on random calls: ``python scripts/fuzz_ops.py``.

python scripts/fuzz_ops.py --draws 200000       # over all ops; exit status 1 if torch ever disagrees
python scripts/fuzz_ops.py --only pad,fold      # some ops
python scripts/fuzz_ops.py --page               # writes docs/fake-and-real.md from the same draws
"""

from __future__ import annotations

import argparse
import collections
import logging
import random
import sys
import time
import warnings
from pathlib import Path

import torch

from op_draws.agreement import NO_JUDGE, disagreement, draw_call, verdict
from op_draws.cases import cases
from op_draws.kernels import FAKE_EVERY, Differences
from op_draws.strategies import Assumed

PAGE = Path(__file__).resolve().parent.parent / "docs" / "fake-and-real.md"
HEAD = """# Where tensors without memory and real tensors disagree

Meta and fake tensors tell whether a call fits without computing it. Some of their kernels accept what the real ones
refuse, or refuse what those accept. The real kernel decides: what the others accept is run for real before it is
proposed, wherever that is cheap, and these places are why.

This page is made by `python scripts/fuzz_ops.py --page`, with torch {torch}:
{draws} random small calls of {ops} ops, of which the shortest one of each kind is shown.
Shapes stand for tensors. Meta tensors saw every call, fake ones every {every}th.

| op | kernel | how | call | what is said |
| --- | --- | --- | --- | --- |
"""
DOUBT = """
## Where the real kernel is no judge either

These calls are left out of the comparison of formulas with torch:

"""


def page(differences: Differences, draws: int, ops: int) -> str:
    """The page, from what was found."""
    rows = "\n".join(differences.page())
    doubts = "\n".join(f"- `{name}`: {words}" for name, (words, _) in NO_JUDGE.items())
    version = torch.__version__.split("+")[0]
    return HEAD.format(torch=version, draws=draws, ops=ops, every=FAKE_EVERY) + rows + "\n" + DOUBT + doubts + "\n"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=200_000, help="calls over all ops (default: 200000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="names of ops, with commas between them")
    parser.add_argument("--page", action="store_true", help="write docs/fake-and-real.md (from the default draws)")
    parser.add_argument("--show", type=int, default=3, help="disagreements shown of each op")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    torch.set_num_threads(1)
    names = [n for n in options.only.split(",") if n] or list(cases())
    if unknown := [n for n in names if n not in cases()]:
        parser.error(f"no draws of {', '.join(unknown)}; known are {', '.join(cases())}")
    rng, started = random.Random(options.seed), time.perf_counter()
    done, accepted, differences = 0, 0, Differences()
    wrong: dict[str, list[str]] = collections.defaultdict(list)
    while done < options.draws:
        for name in names:
            drawn = draw_call(name, rng)
            if drawn is None:
                continue
            try:
                real = verdict(drawn.call)
            except Assumed:  # too large to be made
                continue
            done, accepted = done + 1, accepted + real.accepted
            if options.page:
                differences.add(drawn, real, done)
            if (found := disagreement(drawn, real)) is not None:
                wrong[name].append(found)
    for name, found in wrong.items():
        print(f"{name}: {len(found)} disagreements")
        for one in sorted(found, key=len)[: options.show]:
            print(f"    {one[:400]}")
    total = sum(map(len, wrong.values()))
    print(
        f"torch {torch.__version__}: {done} draws over {len(names)} ops, {accepted} accepted by torch; "
        f"{total} disagreements in {len(wrong)} ops; {time.perf_counter() - started:.0f} s"
    )
    if options.page:
        PAGE.write_text(page(differences, done, len(names)), encoding="utf-8")
        print(f"wrote {PAGE}: {len(differences.kinds())} differences")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
