"""Whether a call succeeds: run on small real tensors, or on tensors without memory where real ones would be large.

Kernels for tensors without memory accept some of what the real ones refuse (docs/fake-and-real.md lists where), so
what they accept is run for real wherever that is cheap; what depends on values is only ever run for real.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import BuiltinFunctionType
from typing import Any

from shapefault.calls.slots import function_name
from shapefault.calls.stand_ins import copied, elements, for_real, mapped, module_of, on_meta
from shapefault.observe.recorder import Record, quiet, recorder_mode
from shapefault.observe.values import tensors_in
from shapefault.ops import canonical

AT_ONCE = 1 << 13
"""Operands of so few elements are run for real at once: that is faster than on tensors without memory."""
MOST = 1 << 20
"""More elements than this are never computed with."""

LATER = 1 << 25
"""The same for the call as it was given, to an op whose kernel without memory is known to accept too much."""
LENIENT = frozenset(
    (
        *("embedding", "embedding_bag", "index_select", "index_add", "setitem", "gather", "scatter", "take", "one_hot"),
        *("conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "max_unpool1d", "max_unpool2d", "max_unpool3d"),
        *("cross_entropy", "nll_loss", "soft_margin_loss", "multinomial", "bucketize", "as_strided", "gumbel_softmax"),
    )
)
"""Ops whose kernels without memory accept what the real ones refuse (docs/fake-and-real.md)."""
UNSAFE = frozenset(("roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool", "deform_conv2d"))
"""Ops whose real kernels read beyond their operands when these do not fit: the process may die of a trial."""
READING = frozenset(("embedding", "gather", "take", "cross_entropy", "nll_loss"))
"""Of these, those that read single elements: tensors of any size are no work, for their stand-ins take no memory."""

_NO_ANSWER = re.compile(
    r"meta tensor|meta device|same device|FakeTensor|[Dd]ata-dependent|data.dependent|"
    r"Could not run|not implemented for .*[Mm]eta|'Meta' backend|device meta"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one trial went; ``error`` is None when the call succeeded."""

    error: BaseException | None = None
    shape: tuple[int, ...] | None = None

    @property
    def message(self) -> str:
        """What torch said."""
        return "" if self.error is None else f"{type(self.error).__name__}: {self.error}"


class Judge:
    """Runs one function on changed arguments, again and again."""

    def __init__(self, fn: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self._fn = fn
        self._given = (tuple(args), dict(kwargs))
        self._engines: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {}
        self.engine = "real" if self._small() else "meta"

    def baseline(self) -> Verdict:
        """The call as it was given; settles which kernels answer."""
        verdict = self._run(self.engine, *self.stand_ins())
        if (
            self.engine == "meta"
            and (verdict.error is None or _unanswered(verdict.error))
            and self._affordable(verdict)
        ):
            real = self._run("real", *self.stand_ins("real"))
            if real.error is not None or verdict.error is not None:
                self.engine = "real"
                return real
        return verdict

    def stand_ins(self, engine: str | None = None) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments as they are tried."""
        _, args, kwargs = self._made(engine or self.engine)
        return args, kwargs

    def tried(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Verdict:
        """One trial, on arguments that were made from the stand-ins."""
        if self.engine == "real" and (_product((args, kwargs)) > MOST or elements((args, kwargs)) > MOST):
            return Verdict(MemoryError("too large to be tried"))
        return self._run(self.engine, args, kwargs)

    def failing(self) -> Record | None:
        """The torch call that raised within the function; None where the function is torch's own, or none did."""
        if torch_made(self._fn):
            return None
        fn, args, kwargs = self._made(self.engine)
        records: list[Record] = []
        try:
            with recorder_mode(records, None):
                fn(*mapped(args, _alias), **mapped(kwargs, _alias))
        except Exception:
            return next((r for r in reversed(records) if not r.done), None)
        return None

    @cached_property
    def _lenient(self) -> bool:
        """Whether the function calls an op whose kernel without memory accepts too much."""
        if torch_made(self._fn):
            return canonical(function_name(self._fn)) in LENIENT
        fn, args, kwargs = self._made("meta")
        records: list[Record] = []
        try:
            with recorder_mode(records, None):
                fn(*mapped(args, _alias), **mapped(kwargs, _alias))
        except Exception:  # what was called until then counts
            pass
        return any(canonical(r.name) in LENIENT for r in records)

    def confirmed(self, change: Any, verdict: Verdict) -> bool:
        """Whether the real kernel agrees with an acceptance, where it is cheap to ask."""
        if self.engine == "real" or not self._affordable(verdict):
            return True
        try:
            args, kwargs = change.apply(*self.stand_ins("real"))
        except Exception:
            return False
        return self._run("real", args, kwargs).error is None

    def _run(self, engine: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Verdict:
        fn = self._made(engine)[0]
        try:
            made = fn(*mapped(tuple(args), _alias), **mapped(dict(kwargs), _alias))
        except Exception as error:
            return Verdict(error)
        first = next(iter(tensors_in(made)), None)
        try:
            return Verdict(None, tuple(first.shape) if first is not None else None)
        except Exception:  # a nested tensor has no one shape
            return Verdict()

    def _made(self, engine: str) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        if engine not in self._engines:
            convert = for_real if engine == "real" else on_meta
            args, kwargs = self._given
            self._engines[engine] = (copied(self._fn, convert), mapped(args, convert), mapped(kwargs, convert))
        return self._engines[engine]

    def _small(self) -> bool:
        if canonical(function_name(self._fn)) in UNSAFE:
            return False
        owner = getattr(self._fn, "__self__", None)
        module = module_of(self._fn)
        own = sum(p.numel() for p in module.parameters()) if module is not None else 0
        return elements(self._given) + elements(owner) + own <= AT_ONCE and _product(self._given) <= MOST

    def _affordable(self, verdict: Verdict) -> bool:
        if canonical(function_name(self._fn)) in UNSAFE:
            return False
        out = 1
        for size in verdict.shape or ():
            out *= size
        most = LATER if self._lenient else MOST
        if canonical(function_name(self._fn)) in READING:
            return out <= MOST
        return elements(self._given) <= most and out <= MOST and _product(self._given) <= MOST


def _unanswered(error: BaseException) -> bool:
    return isinstance(error, NotImplementedError) or bool(_NO_ANSWER.search(str(error)))


def _product(tree: Any) -> int:
    """The product of all whole numbers among the arguments: what a result may grow by."""
    if isinstance(tree, bool) or not isinstance(tree, int | list | tuple | dict) or tree == -100:  # no class
        return 1
    if isinstance(tree, int):
        return max(abs(tree), 1)
    out = 1
    for item in tree.values() if isinstance(tree, dict) else tree:
        out *= _product(item)
    return out


def _alias(tensor: Any) -> Any:
    """The same values under a shape of its own, which a function in place may change."""
    return tensor.detach()


def torch_made(fn: Any) -> bool:
    """Whether a callable is an op or a function of torch's: it does nothing but compute."""
    if module_of(fn) is not None or function_name(fn) == "<lambda>":
        return False
    home = getattr(fn, "__module__", None) or getattr(getattr(fn, "__objclass__", None), "__module__", None) or ""
    return home.split(".")[0] in ("torch", "torchvision") or isinstance(fn, BuiltinFunctionType)


@contextmanager
def on_trial(fn: Any) -> Iterator[None]:
    """Trials within it are not seen, keep no gradients, and change neither random numbers nor anything outside."""
    import torch

    with quiet(guarded=not torch_made(fn)), torch.no_grad():
        yield
