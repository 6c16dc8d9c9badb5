"""The facts of one fault put together: the failing op with its operands, and the journey that led to it."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from shapefault import ops
from shapefault.model import Operand, Shape
from shapefault.observe.crash import Crash, ModuleCall, qualified_name, type_name
from shapefault.observe.expressions import Index, evaluable, function_of, loaded
from shapefault.observe.held import held_tensors
from shapefault.observe.loader.facts import LoaderFacts
from shapefault.observe.loader.fetch import observe_loader
from shapefault.observe.masked import picked_rows
from shapefault.observe.mismatch import KeyMismatch, Mismatch
from shapefault.observe.private import VALUES_WANTED
from shapefault.observe.pure import modules_in
from shapefault.observe.recorder import Record
from shapefault.observe.replay import (
    Piece,
    Replay,
    lacks_values,
    real_expression,
    replay_call,
    replay_expression,
    replay_function,
    replay_real,
)
from shapefault.observe.steps import steps_before
from shapefault.observe.steps_first import reordered, steps_first
from shapefault.observe.told import READ, told
from shapefault.observe.unpacked import read_from
from shapefault.observe.values import is_module, is_tensor, shape_of, tensors_in
from shapefault.ops.bind import named
from shapefault.ops.messages import parse
from shapefault.source.files import Source
from shapefault.source.frames import Frame, Site

_OF_REPLAYS = (*VALUES_WANTED, "NotImplementedError", "TimeoutError")
"""What a replay may raise where the program itself does not fail: it has no values, no kernel, or no more time."""


class Trace:
    """Everything that is known about one crash; queries only, nothing here changes the program."""

    def __init__(self, crash: Crash, recorded: Replay | None = None, loader: LoaderFacts | None = None) -> None:
        self.crash = crash
        self._recorded = recorded
        if loader is not None:  # as a worker told it
            self.__dict__["loader"] = loader
        self.parsed = parse(crash.message)
        self._journeys: dict[int, list[Record]] = {}
        self.deadline: float | None = None

    def out_of_time(self) -> bool:
        """Whether what may be shown at once is due; searches that take long stop then."""
        return self.deadline is not None and time.perf_counter() > self.deadline

    # -- the replay ---------------------------------------------------------------------------------

    @property
    def root(self) -> ModuleCall | None:
        """The outermost model call that was running, else the running loss."""
        calls = self.crash.model_calls
        return calls[0] if calls else self.crash.criterion

    @cached_property
    def replay(self) -> Replay | None:
        """The failing call, run again on tensors without memory up to the fault; as recorded, if it ran so before."""
        if self._recorded is not None:
            return self._recorded
        best: Replay | None = None
        for kind in ("meta", "fake"):
            replay = self._replay_root(kind)
            if replay is None:
                break
            if self._reached_crash(replay):
                return replay
            best = best or replay
        if best is None or best.error is None:
            return best
        # Something that stand-ins cannot do stopped it earlier: real tensors, where that takes little; else, of a
        # module's call, the failing expression alone, on live values.
        if self.root is not None:
            return self._replay_real() or self._replay_alone() or best
        return (self._replay_real() if lacks_values(best.error) else None) or best

    def _replay_real(self) -> Replay | None:
        root = self.root
        try:
            replay = (
                replay_real(root.module, root.args, root.kwargs)
                if root is not None
                else self._replay_expression("real")
            )
        except Exception:
            return None
        return replay if replay is not None and self._reached_crash(replay) else None

    def _replay_alone(self) -> Replay | None:
        try:
            replay = self._replay_expression("meta")
        except Exception:
            return None
        if replay is None or not (replay.failed is not None or (replay.error is None and replay.records)):
            return None
        return replay

    def _replay_root(self, kind: str) -> Replay | None:
        root = self.root
        try:
            if root is None:
                return self._replay_expression(kind)
            loss = self._replay_expression(kind) if root is self.crash.criterion else None
            if loss is not None and self._reached_crash(loss):
                return loss  # with the calls that made what the loss is given
            return replay_call(root.module, root.args, root.kwargs, kind)
        except Exception:
            return None

    def _replay_expression(self, kind: str) -> Replay | None:
        frame, node = self.crash.user, read_from(self.crash.expression)
        if frame is None:
            return None
        deeper = self.crash.frames[(self.crash.user_index or 0) + 1 :]
        library = next((f for f in deeper if f.within("torch/")), None)
        if library is not None and (node is None or not evaluable(node, frame)):
            return self._replay_library(library, kind)
        if node is None or not evaluable(node, frame):
            return None
        index = self.crash.user_index or 0
        first = next((i for i in range(index, -1, -1) if not self.crash.frames[i].is_user), -1)
        plan = steps_before(loaded(node), self.crash.frames[first + 1 : index + 1])
        pieces = [_piece(step.node, step.frame, step.name, step.live) for step in plan.steps]
        pieces.append(_piece(plan.node, frame))
        values = [value for piece in pieces for value in piece.names.values()]
        modules = [m for m in values if is_module(m)]
        modules += [m for value in values for m in modules_in(value)]
        if not modules:
            owners = [piece.names["self"] for piece in pieces if "self" in piece.names]
            modules = [m for owner in owners for m in list(getattr(owner, "__dict__", {}).values()) if is_module(m)][:8]
        return real_expression(pieces, modules) if kind == "real" else replay_expression(pieces, modules, kind)

    def _replay_library(self, entry: Frame, kind: str) -> Replay | None:
        """The library function that the program called, again with the arguments it has."""
        values, code = entry.frame.f_locals, entry.site.code
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        function = function_of(entry)
        if function is None or not all(name in values for name in names):
            return None
        positional = [values[n] for n in code.co_varnames[: code.co_argcount]]
        keywords = {n: values[n] for n in names[code.co_argcount :]}
        if not tensors_in([*positional, *keywords.values()]):
            return None
        return replay_function(function, tuple(positional), keywords, kind)

    def _reached_crash(self, replay: Replay) -> bool:
        user = self.crash.user
        if (
            replay.error is None
            or user is None
            or type(replay.error).__name__ in _OF_REPLAYS
            or self._ended_early(replay)
        ):
            return False
        traceback, last = replay.error.__traceback__, None
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == user.file:
                last = traceback.tb_lineno
            traceback = traceback.tb_next
        if last is None:
            return replay.failed is not None
        return last == user.lineno

    @property
    def records(self) -> list[Record]:
        """The recorded calls, oldest first."""
        return self.replay.records if self.replay is not None else []

    @cached_property
    def steps_first(self) -> frozenset[tuple[int, int]]:
        """The sizes (steps, samples) of sequences that recurrent layers were given in this order."""
        return steps_first(self.records)

    @cached_property
    def loader(self) -> LoaderFacts | None:
        """What is known when the crash happened while a DataLoader made a batch."""
        try:
            return observe_loader(self.crash.frames, self.crash.exc)
        except Exception:
            return None

    # -- the failing call ---------------------------------------------------------------------------

    @cached_property
    def mismatch(self) -> Mismatch | None:
        """The failing call; None where not even its op is known."""
        if (keys := self._state_dict_keys()) is not None:
            return Mismatch("load_state_dict", keys=keys, parsed=self.parsed)
        found = told(self)
        if found is not None or (self.parsed is not None and self.parsed.op in READ):
            return found
        record = self._failed_record()
        if record is not None:
            found = self._of_record(record)
            if found.broken is not None or self.parsed is None or ops.spec(found.op) is None:
                return found
            if found.op == self.parsed.op or not self.parsed.op:
                return found
        else:
            found = None
        module = self._failed_layer()
        if module is not None:
            return module
        if found is not None:
            return found
        if self.parsed is not None:
            return Mismatch(self.parsed.op or self._called_name() or "op", parsed=self.parsed)
        if self.loader is not None and self.loader.about_shapes:
            return Mismatch("collate")
        return None

    def _called_name(self) -> str | None:
        node = self.crash.expression
        if isinstance(node, ast.Call):
            return ops.canonical(ast.unparse(node.func).split(".")[-1])
        return None

    def _failed_record(self) -> Record | None:
        replay = self.replay
        if replay is None:
            return None
        if replay.failed is not None:
            return None if self._ended_early(replay) else self._let_pass(replay) or replay.failed
        if replay.error is None:
            # The stand-ins were accepted where the real kernel refused: the call at the crash is the one.
            user = self.crash.user
            if user is None:
                return None
            same = [r for r in replay.records if self._is_at_crash(r)]
            if not same and replay.alone:
                same = replay.records[-1:]
            inner = self.crash.model_calls[-1].module if self.crash.model_calls else None
            of_module = [r for r in same if r.module is inner]
            return (of_module or same or [None])[-1]  # type: ignore[list-item]
        return None

    def _is_at_crash(self, record: Record) -> bool:
        """Whether the failing instruction of the user's deepest frame made a call."""
        user, site = self.crash.user, record.site
        return user is not None and site is not None and (site.code, site.lasti) == (user.site.code, user.site.lasti)

    def _ended_early(self, replay: Replay) -> bool:
        """Whether stand-ins had no values for a call before the crash: that tells nothing of it.

        It may stand on the line of the crash. Where the program itself fails for want of values, the calls are compared
        by where they are written: an expression that is run alone was compiled anew.
        """
        user, site = self.crash.user, replay.failed.site if replay.failed is not None else None
        if replay.error is None or not lacks_values(replay.error):
            return False
        if not lacks_values(self.crash.exc):
            return True
        if replay.failed is None:
            return False
        return user is None or site is None or (site.file, site.position()) != (user.file, user.site.position())

    def _let_pass(self, replay: Replay) -> Record | None:
        """The call in the module that failed, where stand-ins came through it and failed in a later module."""
        inner = self.crash.model_calls[-1].module if self.crash.model_calls else None
        if inner is None or replay.failed is None or replay.failed.module is inner:
            return None
        within = [r for r in replay.records if r.module is inner and r is not replay.failed]
        return next((r for r in reversed(within) if self._of_record(r).broken is not None), None)

    def _of_record(self, record: Record) -> Mismatch:
        op = ops.canonical(record.name)
        spec = ops.spec(op)
        operands: dict[str, Operand] = {}
        tensors: dict[str, Any] = {}
        params: dict[str, Any] = {}
        flat: list[tuple[str, Any]] = []
        pairs = (
            named(spec, list(record.args), record.kwargs)
            if spec is not None
            else [(f"arg{i}", v) for i, v in enumerate(record.args)] + list(record.kwargs.items())
        )
        for starred, value in pairs:
            name = starred.removeprefix("*")
            if is_tensor(value):
                flat.append((name, value))
            elif isinstance(value, list | tuple) and value and all(is_tensor(v) for v in value):
                flat.extend((f"{name}[{i}]", v) for i, v in enumerate(value))
            elif value is not None:
                params[name] = value
        if ops.is_inplace(record.name):
            params["inplace"] = True
        layer = record.module if record.module is not None and self._is_library_module(record.module) else None
        for name, value in flat:
            shape = record.in_shapes.get(id(value)) or shape_of(value) or ()
            axes = ops.axes(op, name.split("[")[0], len(shape), params)
            if len(shape) > 2 and all(a.startswith("dim") for a in axes):
                axes = self.maker_axes(value, shape) or axes
            axes = reordered(axes, shape, self.steps_first)
            operands[name] = Operand(name, shape, axes, str(value.dtype).replace("torch.", ""), id(value))
            tensors[name] = value
        given, target = operands.get("input"), operands.get("target")
        if given is not None and target is not None and len(given.shape) == len(target.shape):
            operands["target"] = replace(target, axes=given.axes)  # class numbers that have the class axis, too
        requirements = ops.check(op, {r: o.shape for r, o in operands.items()}, params)
        broken = next((r for r in requirements if not r.holds), None)
        return Mismatch(op, operands, params, broken, record, layer, self.parsed, _tensors=tensors)

    def maker_axes(self, tensor: Any, shape: Shape) -> tuple[str, ...]:
        """The names that the layer which made a map or signal gives its axes, for an op that has none of its own."""
        for record in self.journey(tensor)[:4]:
            out = next(iter(tensors_in(record.out)), None)
            names = ops.axes(ops.canonical(record.name), "output", len(shape), {})
            if out is None or shape_of(out) != shape:
                return ()
            if names[:2] == ("N", "C"):
                return names
        return ()

    @staticmethod
    def _is_library_module(module: Any) -> bool:
        return type(module).__module__.split(".")[0] in ("torch", "torchvision")

    def _failed_layer(self) -> Mismatch | None:
        """A library module that checked its input itself (``nn.LSTM``) and raised before any op."""
        calls = self.crash.calls
        if not calls or not self._is_library_module(calls[-1].module):
            return None
        call = calls[-1]
        op, params = ops.canonical(type_name(call.module)), layer_params(call.module)
        operands: dict[str, Operand] = {}
        for key, tensor in _tensor_arguments(call).items():
            shape = shape_of(tensor)
            if shape is not None:
                axes = ops.axes(op, key.split("[")[0], len(shape), params)
                operands[key] = Operand(key, shape, axes, "", id(tensor))
        required = ops.check_layer(type_name(call.module), {r: o.shape for r, o in operands.items()}, params)
        broken = next((r for r in required if not r.holds), None)
        stand_ins = self._stand_ins_of(call.module)
        return Mismatch(op, operands, params, broken, None, call.module, self.parsed, _tensors=stand_ins)

    def _stand_ins_of(self, module: Any) -> dict[str, Any]:
        """What ``module`` was given in the replay, where that ended in the same module."""
        error = self.replay.error if self.replay is not None else None
        calls = Crash.of(error).calls if error is not None else []
        return _tensor_arguments(calls[-1]) if calls and calls[-1].module is module else {}

    def _state_dict_keys(self) -> tuple[KeyMismatch, ...] | None:
        for entry in reversed(self.crash.frames):
            if entry.name == "load_state_dict" and "state_dict" in entry.frame.f_locals:
                values = entry.frame.f_locals
                try:
                    model, given = values["self"].state_dict(), values["state_dict"]
                    return tuple(
                        KeyMismatch(key, tuple(given[key].shape), tuple(value.shape))
                        for key, value in model.items()
                        if key in given and is_tensor(given[key]) and tuple(given[key].shape) != tuple(value.shape)
                    )
                except Exception:
                    return None
        return None

    # -- the journey --------------------------------------------------------------------------------

    def journey(self, tensor: Any, limit: int = 400) -> list[Record]:
        """The calls that ``tensor`` came through, newest first, along the first tensor argument."""
        known = self._journeys.get(id(tensor))
        if known is not None:
            return known
        found: list[Record] = []
        current, before = tensor, len(self.records)
        while current is not None and len(found) < limit:
            index = next(
                (
                    i
                    for i in range(before - 1, -1, -1)
                    if self.records[i].done and any(o is current for o in tensors_in(self.records[i].out))
                ),
                None,
            )
            if index is None:
                break
            record = self.records[index]
            found.append(record)
            inputs = tensors_in([*record.args, *record.kwargs.values()])
            previous = current
            current = inputs[0] if inputs else None
            before = index
            if current is previous and not inputs[1:]:
                current = previous
        self._journeys[id(tensor)] = found
        return found

    def path_of(self, module: Any) -> str | None:
        """The qualified name of ``module`` below the outermost running module."""
        return qualified_name(self.root.module, module) if self.root is not None else None

    def user_frames(self) -> Iterator[Frame]:
        """The user's frames, deepest first."""
        return (entry for entry in reversed(self.crash.frames) if entry.is_user)

    def running_in(self, path: str, name: str | None = None) -> Iterator[Frame]:
        """The frames of a library's file or folder, outermost first; only those of the function ``name``, if given."""
        return (f for f in self.crash.frames if f.within(path) and name in (None, f.name))

    def live_modules(self) -> Iterator[Any]:
        """The modules that names of the running functions, and of their files, stand for; each once."""
        seen: set[int] = set()
        for _, value in self.live_names():
            if id(value) not in seen and is_module(value):
                seen.add(id(value))
                yield value

    def live_names(self) -> Iterator[tuple[str, Any]]:
        """The names of the running functions, and of their files, with what they stand for."""
        for frame in self.user_frames():
            for names in (frame.frame.f_locals, frame.frame.f_globals):
                yield from list(names.items())

    def main_site(self) -> Site | None:
        """The instruction that crashed in the deepest user frame."""
        return self.crash.user.site if self.crash.user is not None else None

    def function(self) -> ast.AST | None:
        """The function that the deepest user frame was running, the module for module code."""
        return self.crash.user.function() if self.crash.user is not None else None

    def source(self) -> Source | None:
        """The source of the deepest user frame."""
        site = self.main_site()
        return site.source() if site is not None else None


def _tensor_arguments(call: ModuleCall) -> dict[str, Any]:
    """The tensors that a module was given, by the names of its parameters; those of a tuple are numbered."""
    found: dict[str, Any] = {}
    for role, value in [*zip(argument_names(call.module), call.args, strict=False), *call.kwargs.items()]:
        for index, tensor in enumerate(tensors_in(value)):
            found[role if index == 0 else f"{role}[{index}]"] = tensor
    return found


def argument_names(module: Any) -> list[str]:
    """The names of the positional arguments of a module's ``forward``."""
    code = getattr(getattr(type(module), "forward", None), "__code__", None)
    return list(code.co_varnames[1 : code.co_argcount]) if code is not None else ["input"]


_LAYER_ATTRIBUTES = [
    "in_features",
    "out_features",
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "dilation",
    "groups",
    "output_padding",
    "num_features",
    "num_channels",
    "num_groups",
    "normalized_shape",
    "input_size",
    "hidden_size",
    "num_layers",
    "batch_first",
    "bidirectional",
    "proj_size",
    "embed_dim",
    "num_heads",
    "kdim",
    "vdim",
    "num_embeddings",
    "embedding_dim",
    "ceil_mode",
    "output_size",
]


def layer_params(module: Any) -> dict[str, Any]:
    """The constructor parameters that decide a layer's shapes, as the layer keeps them."""
    values = getattr(module, "__dict__", {})
    found = {name: values[name] for name in _LAYER_ATTRIBUTES if name in values}
    parts = values.get("_modules")  # of a scripted module that is no dict
    attention = parts.get("self_attn") if isinstance(parts, dict) else None
    if attention is not None and not found:  # a Transformer layer keeps them in its parts
        inner = layer_params(attention)
        found = {"d_model": inner.get("embed_dim"), "batch_first": inner.get("batch_first")}
    return {name: value for name, value in found.items() if value is not None}


def _piece(node: ast.expr, frame: Frame, name: str = "", live: Any = None) -> Piece:
    """An expression of a frame, ready to be evaluated, with the names that it reads."""
    names = frame.names
    node, rows = picked_rows(node, names)
    node, held = held_tensors(node, names)
    names |= rows | held
    names["_shapefault_index"] = Index()
    code = compile(ast.Expression(node), frame.file, "eval")
    used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    picked = {name: value for name, value in names.items() if name in used}
    return Piece(code, frame.frame.f_globals, picked, name, live)
