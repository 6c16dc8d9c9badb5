"""Whether a model's domain says what its forward says, and what it costs: tables on stdout, nothing is written.

    python benchmarks/domain.py exact                 every model, H = W in 1..300 and pairs (about an hour)
    python benchmarks/domain.py exact net:unet        some of them
    python benchmarks/domain.py decided               how many classifiers are decided to size 1024 (five minutes)
    python benchmarks/domain.py cost                  against one torchinfo.summary and against trying every size

Needs torch, torchvision and timm; ``cost`` needs torchinfo. See README.md beside this file for how to read the tables.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import logging
import random
import statistics
import time
import warnings
from collections.abc import Iterable
from typing import Any

import domain_models
import torch

from shapefault.check.build import built
from shapefault.check.domain import Domain, domain_of
from shapefault.check.domain.runs import shapes_of
from shapefault.check.errors import UsageError
from shapefault.check.inputs import InputSpec, TensorSpec

LARGEST = 300
PAIRS = 80


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("what", choices=("exact", "decided", "cost"))
    words.add_argument("models", nargs="*", help="family:name, see domain_models.py")
    words.add_argument(
        "--seconds", type=float, default=6.0, help="CPU seconds for real, and for meta forwards of a model"
    )
    words.add_argument("--pairs", action="store_true", help="decided: all pairs of H and W, too")
    given = words.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    if given.what == "exact":
        exact(given.models or domain_models.everything(), given.seconds)
    elif given.what == "decided":
        decided(given.models or domain_models.every_family(), given.pairs)
    else:
        cost(given.models or domain_models.classifiers())


# Does it say what a forward says?


class Judge:
    """Forwards of one model at single sizes: plain meta tensors, and real ones, which decide."""

    def __init__(self, model: Any, axes: tuple[int | str, ...], seconds: float) -> None:
        self.model, self.axes = model, axes
        self.left = {"real": seconds, "meta": seconds}
        self.meta = copy.deepcopy(model).to("meta")
        self.real_runs = self.meta_runs = 0

    def shape(self, sizes: dict[str, int]) -> tuple[int, ...]:
        return tuple(sizes[axis] if isinstance(axis, str) else axis for axis in self.axes)

    def real(self, sizes: dict[str, int]) -> list[tuple[int, ...]] | str:
        began = time.process_time()
        found = self._forward(self.model, torch.randn(self.shape(sizes)))
        self.left["real"] -= time.process_time() - began
        self.real_runs += 1
        return found

    def plain(self, sizes: dict[str, int]) -> list[tuple[int, ...]] | str:
        began = time.process_time()
        found = self._forward(self.meta, torch.empty(self.shape(sizes), device="meta"))
        self.left["meta"] -= time.process_time() - began
        self.meta_runs += 1
        return found

    def _forward(self, model: Any, x: Any) -> list[tuple[int, ...]] | str:
        with torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
            try:
                return [tuple(shape) for shape in shapes_of(model(x))]
            except Exception as error:
                return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"

    def disagreement(self, domain: Domain, sizes: dict[str, int]) -> str | None:
        """None where the domain is right or undecided. A plain meta run that disagrees is put before a real one."""
        said = domain.accepts(sizes)
        if said is None or max(self.left.values()) <= 0:
            return None
        outputs = [tuple(shape) for shape in domain.output(sizes) or ()]
        small = sizes["H"] * sizes["W"] <= 96**2
        found: Any = None if self.left["real"] > 0 and (small or self.left["meta"] <= 0) else self.plain(sizes)
        if found is None or isinstance(found, str) == said or (said and found != outputs):
            found = self.real(sizes)
        if isinstance(found, str) == said:
            return f"{sizes}: the domain says {said}, a forward {found}"
        return f"{sizes}: the domain gives {outputs}, a forward {found}" if said and found != outputs else None


def exact(names: Iterable[str], seconds: float) -> None:
    """Every size with H = W, and pairs: those at the edges of the domain, and random ones."""
    models = decided = decided_pairs = real = plain = wrong = 0
    print(f"{'':42} {'H = W':>8} {'pairs':>8} {'real':>6} {'meta':>6}  wrong")
    for name in names:
        try:
            model, axes = domain_models.build(name)
        except LookupError:
            print(f"{name:42} is not in this installation")
            continue
        judge = Judge(model, axes, seconds)
        spec = InputSpec((TensorSpec(axes),))
        tied, free = domain_of(model, spec, tie=[("H", "W")]), domain_of(model, spec)
        chosen = _pairs(free)
        found = [judge.disagreement(free, sizes) for sizes in chosen]
        found += [judge.disagreement(tied, {"N": 1, "H": n, "W": n}) for n in _diagonal(tied)]
        found = [text for text in found if text]
        known = sum(tied.accepts({"N": 1, "H": n, "W": n}) is not None for n in range(1, LARGEST + 1))
        pairs = [free.accepts(sizes) is not None for sizes in chosen]
        models += 1
        decided += known == LARGEST
        decided_pairs += all(pairs)
        real, plain, wrong = real + judge.real_runs, plain + judge.meta_runs, wrong + len(found)
        told = f"{name:42} {known:>4}/{LARGEST} {sum(pairs):>4}/{len(pairs)} {judge.real_runs:>6} {judge.meta_runs:>6}"
        print(f"{told}  {len(found) or ''}", flush=True)
        for text in found[:3]:
            print(f"    {text[:300]}")
    print(f"{models} models, {decided} decided for H = W, {decided_pairs} for the pairs; {real} real and {plain} meta")
    print(f"forwards, {wrong} disagreements")


def _diagonal(domain: Domain) -> list[int]:
    """Every size: those at edges of the domain first, then small ones, then the rest."""
    said = [domain.accepts({"N": 1, "H": n, "W": n}) for n in range(1, LARGEST + 2)]
    edges = {n for n in range(1, LARGEST) if said[n - 1] != said[n]}
    edges |= {n + 1 for n in edges}
    sizes = list(range(1, LARGEST + 1))
    random.Random(0).shuffle(sizes)
    sizes.sort(key=lambda n: (n not in edges, n > 64))
    return sizes


def _pairs(domain: Domain) -> list[dict[str, int]]:
    chance = random.Random(1)
    said = [_row(domain, n) for n in range(1, LARGEST)]
    rows = [n for n in range(2, LARGEST) if said[n - 1] != said[n - 2]]
    found = []
    while len(found) < PAIRS:
        pair = [chance.randint(1, LARGEST), chance.randint(1, LARGEST)]
        if rows and len(found) % 2:
            pair[chance.randint(0, 1)] = chance.choice(rows) - chance.randint(0, 1)
        if pair[0] != pair[1]:
            found.append({"N": chance.choice((1, 2)), "H": pair[0], "W": pair[1]})
    return found


def _row(domain: Domain, n: int) -> tuple[bool | None, ...]:
    return domain.accepts({"N": 1, "H": n, "W": 224}), domain.accepts({"N": 1, "H": 224, "W": n})


# How many are decided?


def decided(names: Iterable[str], pairs: bool) -> None:
    """Classifiers in eval mode whose every size 1 … 1024 with H = W is decided, for N = 1 … 64; pairs where asked.

    They are built on the meta device where they can be, so the second run of a region is for shapes alone.
    """
    models = tied_decided = pairs_decided = accepting = 0
    for name in names:
        try:
            model = built(lambda name=name: domain_models.build(name)[0], [], {}, name)
        except UsageError as error:
            print(f"{name:44} is left out: {str(error)[:150]}", flush=True)
            continue
        spec = InputSpec((TensorSpec(("N", 3, "H", "W")),))
        began = time.process_time()
        tied = domain_of(model, spec, tie=[("H", "W")])
        took = time.process_time() - began
        known = all(part.accepted is not None for part in tied.parts)
        models += 1
        tied_decided += known
        accepting += any(part.accepted for part in tied.parts)
        told = f"{name:44} {'decided' if known else 'open':8} {took:6.2f} s"
        if pairs:
            free = domain_of(model, spec)
            pairs_decided += all(part.accepted is not None for part in free.parts)
            told += f"  {free.undecided[0][:100] if free.undecided else 'all pairs'}"
        print(f"{told}  {(tied.undecided or ('',))[0][:120]}", flush=True)
    print(f"{models} classifiers in eval mode, {tied_decided} decided for H = W ({tied_decided / models:.1%}),")
    print(
        f"{accepting} of them with sizes that are accepted"
        + (f"; {pairs_decided} decided for all pairs" if pairs else "")
    )


# What does it cost?


def cost(names: Iterable[str]) -> None:
    """The domain of H, W up to 1,024, one torchinfo.summary, and 1,024 real forwards (extrapolated from a few)."""
    import torchinfo

    shares, tied_shares, gains, decided, models = [], [], [], 0, 0
    print(f"{'':36} {'H, W':>8} {'H = W':>8} {'torchinfo':>10} {'share':>6} {'every size':>11} {'gain':>8}")
    for name in names:
        try:
            model, axes = domain_models.build(name)
        except LookupError:
            continue
        spec = InputSpec((TensorSpec(axes),))
        took, domain = _best(lambda model=model, spec=spec: domain_of(model, spec))
        took_tied, tied = _best(lambda model=model, spec=spec: domain_of(model, spec, tie=[("H", "W")]))
        asked = next((n for n in (224, 256, 240) if tied.accepts({"N": 1, "H": n, "W": n})), 224)
        shape = tuple({"N": 1, "H": asked, "W": asked}.get(axis, axis) for axis in axes)
        with torch.no_grad():
            info, _ = _best(lambda model=model, shape=shape: torchinfo.summary(model, shape, verbose=0))
        sweep = _sweep(model, axes)
        models += 1
        decided += all(part.accepted is not None for part in tied.parts)
        shares.append(took / info)
        tied_shares.append(took_tied / info)
        gains.append(sweep / took_tied)
        line = f"{name:36} {took:6.3f} s {took_tied:6.3f} s {info:8.3f} s {took / info:6.2f} {sweep:9.0f} s"
        print(f"{line} × {gains[-1]:,.0f}{'' if not domain.undecided else '  pairs undecided'}", flush=True)
    print(f"{models} classifiers, {decided} decided for H = W in 1..1024 ({decided / models:.1%})")
    print(
        f"median share of torchinfo: H, W {statistics.median(shares):.2f}, H = W {statistics.median(tied_shares):.2f}"
    )
    print(f"median gain over every size, H = W: × {statistics.median(gains):,.0f}, least × {min(gains):,.0f}")


def _best(run: Any) -> tuple[float, Any]:
    """The shorter of two runs: what else the machine does only ever adds."""
    took = []
    for _ in range(2):
        began = time.process_time()
        result = run()
        took.append(time.process_time() - began)
    return min(took), result


def _sweep(model: Any, axes: tuple[int | str, ...]) -> float:
    """CPU seconds for a real forward at each size from 1 to 1,024, from one in each quarter of 1..512, doubled upwards.

    A forward at twice the size costs at least as much, so this is less than the truth.
    """
    total = 0.0
    for size in (64, 192, 320, 448):
        shape = tuple({"N": 1, "H": size, "W": size}.get(axis, axis) for axis in axes)
        began = time.process_time()
        with torch.no_grad(), contextlib.suppress(Exception):
            model(torch.randn(shape))
        total += (time.process_time() - began) * 128 * 2
    return total


if __name__ == "__main__":
    main()
