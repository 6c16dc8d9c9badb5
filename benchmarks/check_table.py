"""The table of a check against torchinfo's, side by side in one run: time, and the numbers that both count.

    python benchmarks/check_table.py               ResNet-50, VGG-16, ViT-B/16 at 224, batch 1
    python benchmarks/check_table.py -n 9 --huge   more pairs; and a transformer of 70 billion parameters

Needs torchvision and torchinfo. The claim: at most a fifth of torchinfo's time, and the same parameters and
multiply-adds. Times are CPU seconds, the median over pairs in changing order, both on one thread and warm.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable

NAMES = ("resnet50", "vgg16", "vit_b_16")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("-n", type=int, default=5, help="pairs")
    words.add_argument("--huge", action="store_true")
    given = words.parse_args()
    import torch

    torch.set_num_threads(1)
    if given.huge:
        huge()
        return
    import torchinfo
    import torchvision

    from shapefault.check.api import check

    print(f"{'model':<10}  {'torchinfo':>9}  {'check':>7}  {'ratio':>6}  numbers")
    for name in NAMES:
        model = getattr(torchvision.models, name)().eval()
        shape = (1, 3, 224, 224)

        def theirs(model=model, shape=shape):
            return torchinfo.summary(model, input_size=shape, verbose=0, mode="eval", device="cpu")

        def ours(model=model, shape=shape):
            return check(model, shape, domain=False)

        found, known = ours().table.totals, theirs()
        same = (found.params, found.mult_adds) == (known.total_params, known.total_mult_adds)
        a, b = pairs(theirs, ours, given.n)
        print(f"{name:<10}  {a:>8.3f}s  {b:>6.3f}s  {b / a:>6.3f}  {'equal' if same else 'DIFFERENT'}")


def pairs(first: Callable[[], object], second: Callable[[], object], count: int) -> tuple[float, float]:
    """The median CPU seconds of both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(count):
        for which in (0, 1) if number % 2 else (1, 0):
            began = time.process_time()
            (first, second)[which]()
            taken[which].append(time.process_time() - began)
    return statistics.median(taken[0]), statistics.median(taken[1])


def huge() -> None:
    """A decoder of Llama-2-70B's sizes, 80 layers of width 8192, built by its class without memory."""
    import torch
    from torch import nn

    from shapefault.check.api import check

    class Block(nn.Module):
        def __init__(self, width: int, inner: int, heads: int, groups: int) -> None:
            super().__init__()
            self.heads, self.groups, self.size = heads, groups, width // heads
            self.before, self.after = nn.RMSNorm(width), nn.RMSNorm(width)
            self.q, self.o = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
            self.k, self.v = (nn.Linear(width, groups * self.size, bias=False) for _ in range(2))
            self.gate, self.up = (nn.Linear(width, inner, bias=False) for _ in range(2))
            self.down = nn.Linear(inner, width, bias=False)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            n, steps, width = x.shape
            h = self.before(x)
            q = self.q(h).view(n, steps, self.heads, self.size).transpose(1, 2)
            k = self.k(h).view(n, steps, self.groups, self.size).transpose(1, 2)
            v = self.v(h).view(n, steps, self.groups, self.size).transpose(1, 2)
            k, v = (t.repeat_interleave(self.heads // self.groups, dim=1) for t in (k, v))
            mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.o(mixed.transpose(1, 2).reshape(n, steps, width))
            h = self.after(x)
            return x + self.down(nn.functional.silu(self.gate(h)) * self.up(h))

    class Decoder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words = nn.Embedding(32000, 8192)
            self.blocks = nn.Sequential(*(Block(8192, 28672, 64, 8) for _ in range(80)))
            self.norm, self.head = nn.RMSNorm(8192), nn.Linear(8192, 32000, bias=False)

        def forward(self, ids: torch.Tensor) -> torch.Tensor:
            return self.head(self.norm(self.blocks(self.words(ids))))

    began = time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = check(Decoder, "1,4096:int64", domain=False)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert result.table is not None
    total = result.table.totals
    weights = total.param_bytes / 1e9
    print(f"{total.params:,} parameters, {len(result.table.rows)} rows, {result.status}")
    print(f"{time.process_time() - began:.1f} s CPU, {grown:.0f} MB more memory, for {weights:.0f} GB of weights")


if __name__ == "__main__":
    main()
