"""What is known of a ``load_state_dict`` that failed: the call, the model and how it was built, what comes after."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from typing import Any

from shapefault.faults.rewrite.bench import bench_of
from shapefault.observe.hooks import built_by
from shapefault.observe.mismatch import KeyMismatch, Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.files import Source, is_user_file
from shapefault.source.modules import modules_of
from shapefault.source.nodes import walk
from shapefault.source.project import CallPlace, Function, callee, method_of

_TRAINS = ("backward", "fit", "train_step", "training_step")


@dataclass(frozen=True)
class Loading:
    """The failing call with the model and the checkpoint, both alive."""

    model: Any
    state: Any
    call: CallPlace | None
    keys: tuple[KeyMismatch, ...]
    missing: tuple[str, ...]
    """Parameters that the checkpoint lacks."""
    unexpected: tuple[str, ...]
    """Entries that the model lacks."""
    trains: bool
    """Whether training follows in the program."""

    @property
    def same_names(self) -> bool:
        """Whether both sides have the same parameters, by name."""
        return not self.missing and not self.unexpected


def loading_of(trace: Trace, mismatch: Mismatch) -> Loading | None:
    """The facts of the failing call; None where they are not at hand."""
    for entry in reversed(trace.crash.frames):
        values = entry.frame.f_locals
        if entry.name == "load_state_dict" and "state_dict" in values and "self" in values:
            model, state = values["self"], values["state_dict"]
            own = _names(model)
            given = [k for k in state if isinstance(k, str)]
            return Loading(
                model,
                state,
                _call(trace),
                mismatch.keys,
                tuple(k for k in own if k not in state),
                tuple(k for k in given if k not in own),
                trains_later(trace),
            )
    return None


def _names(model: Any) -> dict[str, Any]:
    try:
        return dict(model.state_dict())
    except Exception:
        return {}


def _call(trace: Trace) -> CallPlace | None:
    user, node = trace.crash.user, trace.crash.expression
    source = user.site.source() if user is not None else None
    if source is None or not isinstance(node, ast.Call) or callee(node) != "load_state_dict":
        return None
    return CallPlace(source, node)


def trains_later(trace: Trace) -> bool:
    """Whether code that is still to run, behind the failing line in each frame, trains a model."""
    functions = bench_of(trace).project.functions
    for frame in trace.user_frames():
        scope = frame.function()
        if scope is None:
            continue
        # what the running call runs is told by the frame below; its arguments have run
        running = {id(n) for n in walk(call)} if (call := frame.site.node()) is not None else set()
        later = [
            node
            for node in walk(scope)
            if isinstance(node, ast.Call)
            and node.lineno >= frame.lineno
            and id(node) not in running
            and not _defined_only(node, scope)
        ]
        if any(_trains(call, functions, set(), 0) for call in later):
            return True
    return False


def _defined_only(node: ast.AST, scope: ast.AST) -> bool:
    """Whether a node lies in a function that is only defined in ``scope``."""
    current = getattr(node, "_shapefault_parent", None)
    while current is not None and current is not scope:
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return True
        current = getattr(current, "_shapefault_parent", None)
    return False


def _trains(call: ast.Call, functions: dict[str, list[tuple[Source, Function]]], seen: set[int], depth: int) -> bool:
    name = callee(call)
    if name in _TRAINS:
        return True
    if depth > 4:
        return False
    for _, function in functions.get(name, []):
        if id(function) in seen:
            continue
        seen.add(id(function))
        for part in walk(function):
            if isinstance(part, ast.Call) and _trains(part, functions, seen, depth + 1):
                return True
    return False


@dataclass(frozen=True)
class Built:
    """One call of the program that was running while the model was built, and what it calls."""

    call: CallPlace
    name: str
    signature: inspect.Signature | None
    definition: tuple[Source, Function] | None

    def given(self, parameter: str) -> ast.expr | None:
        """The expression that the call gives for a parameter; None where it is left to the default."""
        for keyword in self.call.node.keywords:
            if keyword.arg == parameter:
                return keyword.value
        index = self.names().index(parameter) if parameter in self.names() else -1
        args = self.call.node.args
        if not 0 <= index < len(args) or any(isinstance(a, ast.Starred) for a in args[: index + 1]):
            return None
        return args[index]

    def names(self) -> list[str]:
        """The parameters, without ``self``."""
        if self.signature is None:
            return []
        kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        return [n for n, p in self.signature.parameters.items() if n != "self" and p.kind not in kinds]

    def default(self, parameter: str) -> Any:
        """The default value of a parameter; ``inspect.Parameter.empty`` without one."""
        assert self.signature is not None
        return self.signature.parameters[parameter].default

    def forwards(self) -> bool:
        """Whether keywords that it does not know are handed on."""
        return self.signature is not None and any(
            p.kind is inspect.Parameter.VAR_KEYWORD for p in self.signature.parameters.values()
        )


def construction(trace: Trace, model: Any) -> list[Built]:
    """The calls of the program during which ``model`` itself was built, innermost first."""
    found: list[Built] = []
    project = bench_of(trace).project
    for site in built_by(model):
        if not is_user_file(site.file):
            continue
        source, node = site.source(), site.node()
        if source is None or not isinstance(node, ast.Call):
            continue
        name = callee(node)
        target = _target(trace, site.code, node, model)
        definition = next(iter(project.functions.get(name, [])), None)
        if definition is None and name in project.classes:
            definition = _init(project.classes[name])
        try:
            signature = inspect.signature(target) if target is not None else None
        except (TypeError, ValueError):
            signature = None
        found.append(Built(CallPlace(source, node), name, signature, definition))
    return found


def _init(found: tuple[Source, ast.ClassDef]) -> tuple[Source, Function] | None:
    source, cls = found
    method = method_of(cls, "__init__")
    return (source, method) if method is not None else None


def _target(trace: Trace, code: Any, node: ast.Call, model: Any) -> Any:
    """What a construction call calls: the model's class, or a function found in the modules that are loaded."""
    name = callee(node)
    if name == type(model).__name__:
        return getattr(type(model), "__init__", None)
    for module in modules_of(code.co_filename):
        found = _lookup(module, node.func)
        if callable(found):
            return vars(found).get("__init__", found) if isinstance(found, type) else found
    for frame in trace.crash.frames:
        if frame.site.code is code:
            found = frame.frame.f_locals.get(name, frame.frame.f_globals.get(name))
            if callable(found):
                return vars(found).get("__init__", found) if isinstance(found, type) else found
    return None


def _lookup(scope: Any, node: ast.expr) -> Any:
    if isinstance(node, ast.Name):
        return getattr(scope, node.id, None)
    if isinstance(node, ast.Attribute):
        base = _lookup(scope, node.value)
        return getattr(base, node.attr, None) if base is not None else None
    return None


def pairs(keys: tuple[KeyMismatch, ...]) -> dict[tuple[int, int], int]:
    """(the model's size, the checkpoint's size) of every differing axis, with how many keys show it."""
    found: dict[tuple[int, int], int] = {}
    for item in keys:
        if len(item.model) != len(item.checkpoint):
            continue
        for pair in {(m, c) for m, c in zip(item.model, item.checkpoint, strict=True) if m != c}:
            found[pair] = found.get(pair, 0) + 1
    return found


def owner(model: Any, key: str) -> tuple[Any, str]:
    """The module that holds the parameter ``key``, and the parameter's own name."""
    path, _, name = key.rpartition(".")
    try:
        return model.get_submodule(path), name
    except Exception:
        return None, name


def heads(model: Any, keys: tuple[KeyMismatch, ...]) -> tuple[str, ...]:
    """The modules of the differing keys where all are output layers that differ in axis 0 alone; else empty."""
    paths: dict[str, None] = {}
    for item in keys:
        if len(item.model) != len(item.checkpoint) or item.model[1:] != item.checkpoint[1:]:
            return ()
        paths[item.key.rpartition(".")[0]] = None
    for path in paths:
        module, _ = owner(model, f"{path}.weight")
        if type(module).__name__ not in ("Linear", "Conv1d", "Conv2d", "LazyLinear") or not _last(model, path):
            return ()
    return tuple(paths)


def _last(model: Any, path: str) -> bool:
    """Whether no parameter behind the module takes its output: it stands at the end, or is called a head."""
    import re

    if re.search(r"(^|[._])(fc|head|classifier|cls|out|logits|last_linear|box|mask|predict\w*)", path.lower()):
        return True
    named = [name for name, _ in model.named_parameters()]
    return bool(named) and named[-1].rpartition(".")[0] == path


def is_stem(model: Any, keys: tuple[KeyMismatch, ...]) -> bool:
    """Whether only the first convolution differs, in the number of channels that it takes."""
    if len(keys) != 1 or len(keys[0].model) != len(keys[0].checkpoint):
        return False
    differing = [i for i, (a, b) in enumerate(zip(keys[0].model, keys[0].checkpoint, strict=True)) if a != b]
    first = next((name for name, p in model.named_parameters() if p.dim() > 1), None)
    return differing == [1] and first == keys[0].key


def only_buffers(model: Any, keys: tuple[KeyMismatch, ...]) -> bool:
    """Whether the differing entries are tables and masks, nothing that was learned."""
    buffers = {name for name, _ in model.named_buffers()}
    return all(item.key in buffers and "running_" not in item.key for item in keys)
