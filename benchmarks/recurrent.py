"""How much faster recurrent layers are followed without memory than torch, which takes them step by step there.

python benchmarks/recurrent.py                      torch beside the rule, in pairs within one run
python benchmarks/recurrent.py --draws 20000        drawn calls, the result of each beside that of a real call
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
import warnings
from pathlib import Path

import torch

from shapefault.observe import shortcuts
from shapefault.observe.recurrent import RULES
from shapefault.observe.replay import replay_call

SIZES = ((torch.nn.LSTM, 1, 50), (torch.nn.LSTM, 2, 200), (torch.nn.GRU, 1, 200), (torch.nn.RNN, 2, 200))


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--draws", type=int, help="compare so many drawn calls with real ones")
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("-n", type=int, default=3, help="pairs for each layer")
    given = words.parse_args()
    if given.draws:
        print(compared(given.draws, given.seed))
        return
    for cls, layers, steps in SIZES:
        layer = cls(32, 64, layers, batch_first=True, bidirectional=True)
        pairs = [(seconds(layer, steps, True), seconds(layer, steps, False)) for _ in range(given.n)]
        ratio = statistics.median(own / torchs for own, torchs in pairs)
        own = statistics.median(own for own, _ in pairs)
        what = f"{cls.__name__:4} {layers} × both ways, {steps:3} steps"
        print(f"{what}: {1000 * own:5.1f} ms, 1/{1 / ratio:.0f} of torch's")


def seconds(layer: torch.nn.Module, steps: int, ruled: bool) -> float:
    """CPU seconds of one forward on meta tensors, with the rules or without them."""
    kept = {name: shortcuts._RULES.pop(name) for name in RULES} if not ruled else {}
    began = time.process_time()
    seen = replay_call(layer, (torch.zeros(8, steps, 32),), {})
    spent = time.process_time() - began
    shortcuts._RULES.update(kept)
    assert seen.error is None
    return spent


def compared(draws: int, seed: int) -> str:
    """The draws of the tests, many of them."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    import test_observe_recurrent as drawing

    warnings.simplefilter("ignore")
    rng, taken, answered, wrong = random.Random(seed), 0, 0, []
    for _ in range(draws):
        try:
            fine, ruled = drawing.compared(rng)
        except AssertionError as error:
            wrong.append(" ".join(str(error).split())[:200])
            continue
        taken, answered = taken + fine, answered + (fine and ruled)
    told = (
        f"torch {torch.__version__}: of {draws} calls it took {taken}, a rule answered {answered}, {len(wrong)} wrong"
    )
    return "\n".join([told, *wrong[:5]])


if __name__ == "__main__":
    main()
