"""Runs a call again on tensors without memory and keeps the journey of shapes up to the fault.

Meta tensors come first: they are several times faster than fake ones. Where they do not reach the place of
the crash (a value is read, a kernel is missing), fake tensors are tried, and then, where the model is small, its real
weights and copies of the other tensors: what a program reads values for, boxes that are listed say, needs them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shapefault.observe.deadly import surviving
from shapefault.observe.private import fake_mode, unwatched, without_dynamo
from shapefault.observe.recorder import Record, quiet, recorder_mode
from shapefault.observe.values import is_tensor

_SMALL, _SECONDS = 20_000_000, 1.0
"""Numbers that a model and its inputs may have, and seconds, for a replay on real tensors."""

_NO_VALUES = re.compile(
    r"meta tensor|Cannot copy out of meta|[Dd]ata-dependent|\.item\(\)|dynamic shape|is_nonzero|local_scalar"
    r"|convert meta device type tensor to numpy|\.numpy\(\) is not supported"
)


@dataclass
class Replay:
    """What was recorded, how it ended, and the stand-ins of the real tensors."""

    records: list[Record] = field(default_factory=list)
    result: Any = None
    error: BaseException | None = None
    stand_ins: dict[int, Any] = field(default_factory=dict)
    """id of a real tensor -> the tensor that stood for it."""
    arguments: tuple[Any, ...] = ()
    seconds: float = 0.0
    alone: bool = False
    """Whether only the failing expression was run, on the values of the live frame."""

    @property
    def failed(self) -> Record | None:
        """The call that raised; None when none did."""
        return next((r for r in reversed(self.records) if not r.done), None)


def lacks_values(error: BaseException) -> bool:
    """Whether a call on tensors without memory failed because it needs values, or a kernel that is not there."""
    told = " ".join(f"{type(error).__name__}: {error}".split())
    return isinstance(error, NotImplementedError) or _NO_VALUES.search(told) is not None


def _stand_ins(tree: Any, convert: Callable[[Any], Any]) -> Any:
    from torch.nn.utils.rnn import PackedSequence
    from torch.utils import _pytree

    def converted(value: Any) -> Any:
        if not isinstance(value, PackedSequence):
            return convert(value)
        steps, order = value.batch_sizes, (value.sorted_indices, value.unsorted_indices)
        return PackedSequence(convert(value.data), steps, *map(convert, order))  # torch reads the steps

    return _pytree.tree_map(converted, tree, is_leaf=lambda value: isinstance(value, PackedSequence))


def _converter(replay: Replay, mode: Any, kind: str) -> Callable[[Any], Any]:
    import torch

    def convert(value: Any) -> Any:
        if not isinstance(value, torch.Tensor) or torch.nn.parameter.is_lazy(value):
            return value
        known = replay.stand_ins.get(id(value))
        if known is not None:
            return known
        with unwatched():
            if kind == "real":  # a run may write to anything but the weights
                known = value if isinstance(value, torch.nn.Parameter) else value.detach().clone()
            elif mode is not None:
                known = mode.from_tensor(value)
            elif value.device.type == "meta":
                known = value
            else:
                known = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")
                if isinstance(value, torch.nn.Parameter):
                    known = torch.nn.Parameter(known, requires_grad=False)
        replay.stand_ins[id(value)] = known
        return known

    return convert


def _run(
    call: Callable[[Callable[[Any], Any]], Any],
    modules: list[Any],
    kind: str,
    replay: Replay,
    perform: Callable[[Record], Any] | None = None,
) -> Replay:
    """One replay of ``call``, on ``kind`` ("meta", "fake" or "real") tensors."""
    import contextlib

    import torch

    mode, redirect = fake_mode() if kind == "fake" else None, "meta" if kind == "meta" else None
    convert = _converter(replay, mode, kind)
    started = time.perf_counter()
    with quiet(), torch.no_grad(), contextlib.ExitStack() as stack:
        try:
            stack.enter_context(mode if mode is not None else without_dynamo())
            for module in modules:
                stack.enter_context(_swapped(module, convert))
            stack.enter_context(surviving())
            stack.enter_context(recorder_mode(replay.records, redirect, perform, _run.__code__))
            replay.result = call(convert)
        except (Exception, SystemExit) as error:
            replay.error = error
    replay.seconds = time.perf_counter() - started
    return replay


class _swapped:  # noqa: N801 - a context manager used as a function
    """Parameters and buffers of a module replaced by their stand-ins, and put back afterwards.

    So are its other attributes: a count that ``forward`` keeps, a state that it remembers.
    """

    def __init__(self, module: Any, convert: Callable[[Any], Any]) -> None:
        self._module, self._convert = module, convert
        self._saved: list[tuple[dict[str, Any], str, Any]] = []
        self._states: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def __enter__(self) -> None:
        import torch

        for module in self._module.modules():
            state = module.__dict__
            self._states.append((state, dict(state)))
            for table in ("_parameters", "_buffers"):
                values = state.get(table)
                if not isinstance(values, dict):
                    continue
                for name, value in list(values.items()):
                    if value is not None:
                        self._saved.append((values, name, value))
                        values[name] = self._convert(value)
            for name, value in list(state.items()):
                if issubclass(type(value), torch.Tensor):  # the value itself may be one that answers to any question
                    state[name] = self._convert(value)
            flat = state.get("_flat_weights")
            if isinstance(flat, list):
                state["_flat_weights"] = [None if w is None else self._convert(w) for w in flat]

    def __exit__(self, *_: object) -> None:
        for state, kept in self._states:
            for name in [name for name in state if name not in kept]:
                del state[name]
            state.update(kept)
        for table, name, value in reversed(self._saved):
            table[name] = value


def replay_call(
    module: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    kind: str = "meta",
    perform: Callable[[Record], Any] | None = None,
    replay: Replay | None = None,
) -> Replay:
    """Run ``module(*args, **kwargs)`` on tensors without memory.

    ``perform`` makes each recorded call, where it is given; ``replay`` is filled as the run goes on.
    """
    replay = Replay() if replay is None else replay

    def call(convert: Callable[[Any], Any]) -> Any:
        replay.arguments = _stand_ins(args, convert)
        return module(*replay.arguments, **_stand_ins(kwargs, convert))

    return _run(call, [module], kind, replay, perform)


def _small(tensors: list[Any]) -> bool:
    """Whether a replay on the tensors themselves takes little."""
    return sum(t.numel() for t in tensors) <= _SMALL and all(t.device.type == "cpu" for t in tensors)


def replay_real(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Replay | None:
    """The same on the tensors themselves, for at most a second; None where they are many, or not all on the CPU."""
    import torch
    from torch.utils import _pytree

    held = [t for t in _pytree.tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
    if not _small([*held, *module.parameters(), *module.buffers()]):
        return None
    until = time.perf_counter() + _SECONDS

    def perform(record: Record) -> Any:
        if time.perf_counter() > until:
            raise TimeoutError
        return record.func(*record.args, **record.kwargs)

    return replay_call(module, args, kwargs, "real", perform)


def replay_function(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], kind: str = "meta"
) -> Replay:
    """Run ``function(*args, **kwargs)`` on tensors without memory."""
    replay = Replay()

    def call(convert: Callable[[Any], Any]) -> Any:
        replay.arguments = _stand_ins(args, convert)
        return function(*replay.arguments, **_stand_ins(kwargs, convert))

    return _run(call, [], kind, replay)


@dataclass
class Piece:
    """A compiled expression, and what its names stand for; ``name`` is that of its value, for the pieces behind it."""

    code: Any
    scope: dict[str, Any]
    names: dict[str, Any]
    name: str = ""
    live: Any = None
    """The tensor that the program made by it, where that is still at hand."""


def replay_expression(pieces: list[Piece], modules: list[Any], kind: str = "meta") -> Replay:
    """Evaluate the last piece, and those before it that made what it is given, on tensors without memory.

    A piece before the last that fails, takes too long, or gives another shape than it gave the program has not been:
    what the program made by it stands in its place.
    """
    replay = Replay(alone=True)
    until = time.perf_counter() + _SECONDS

    def perform(record: Record) -> Any:
        if (ahead or kind == "real") and time.perf_counter() > until:
            raise TimeoutError
        return record.func(*record.args, **record.kwargs)

    def call(convert: Callable[[Any], Any]) -> Any:
        made: dict[str, Any] = {}
        for piece in ahead:
            _make(piece, made, replay, convert)
        ahead.clear()
        return _value(pieces[-1], made, convert)

    ahead = pieces[:-1]
    return _run(call, modules, kind, replay, perform if ahead or kind == "real" else None)


def real_expression(pieces: list[Piece], modules: list[Any]) -> Replay | None:
    """The same on the tensors themselves, for at most a second; None where they are many, or not all on the CPU."""
    import torch
    from torch.utils import _pytree

    held = [t for p in pieces for t in _pytree.tree_leaves(p.names) if isinstance(t, torch.Tensor)]
    held += [t for module in modules for t in (*module.parameters(), *module.buffers())]
    return replay_expression(pieces, modules, "real") if _small(held) else None


def _value(piece: Piece, made: dict[str, Any], convert: Callable[[Any], Any]) -> Any:
    names = {name: _stand_ins(value, convert) for name, value in piece.names.items()}
    return eval(piece.code, {**piece.scope, **names, **made})  # one scope: a comprehension sees no other


def _make(piece: Piece, made: dict[str, Any], replay: Replay, convert: Callable[[Any], Any]) -> None:
    kept = len(replay.records)
    try:
        value = _value(piece, made, convert)
    except Exception:
        value = None
    if piece.live is None and value is not None:
        made[piece.name] = value
    elif piece.live is not None and _alike(value, piece.live):
        made[piece.name] = replay.stand_ins[id(piece.live)] = value
    else:
        del replay.records[kept:]
        if piece.live is not None:
            made[piece.name] = convert(piece.live)


def _alike(value: Any, live: Any) -> bool:
    return is_tensor(value) and tuple(value.shape) == tuple(live.shape) and value.dtype == live.dtype
