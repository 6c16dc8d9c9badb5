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

import torch

from op_draws.agreement import disagreement, draw_call, verdict
from op_draws.cases import cases
from op_draws.strategies import Assumed


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=200_000, help="calls over all ops (default: 200000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="names of ops, with commas between them")
    parser.add_argument("--show", type=int, default=3, help="disagreements shown of each op")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    torch.set_num_threads(1)
    names = [n for n in options.only.split(",") if n] or list(cases())
    if unknown := [n for n in names if n not in cases()]:
        parser.error(f"no draws of {', '.join(unknown)}; known are {', '.join(cases())}")
    rng, started = random.Random(options.seed), time.perf_counter()
    done, accepted = 0, 0
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
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
