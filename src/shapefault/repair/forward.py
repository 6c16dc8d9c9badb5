"""The middle check: the model's forward with an edit, in this process, on tensors without memory.

Functions that the edit changes get the new code for the time of the check; where a constructor or a constant is
edited, the model is built anew on the meta device by the very expression that built it. Nothing of the program is
run besides, so an edit of the data side cannot be checked here.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import CodeType, FunctionType
from typing import Any

from shapefault.model import Check, Fix, Shape
from shapefault.observe.hooks import site_of
from shapefault.observe.limited import limited
from shapefault.observe.recorder import quiet
from shapefault.observe.replay import Replay, lacks_values, replay_call
from shapefault.observe.trace import Trace
from shapefault.observe.values import shape_of, tensors_in
from shapefault.repair.edits import EditConflictError, overlay_of
from shapefault.repair.solving import skeleton
from shapefault.source import cells
from shapefault.source.files import Source
from shapefault.source.modules import modules_of

Attempt = Callable[[Any, tuple[Any, ...], dict[str, Any]], Replay]
"""A call of a module on tensors without memory; its ``error`` is None where it went well."""

Rebuild = Callable[[Any], Any]
"""From a module to the same one built anew by the program's code; None where that is not possible."""


_SECONDS = 10.0
"""How long building the model, and its call, may take: more than that is the edit's doing."""


def _plainly(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Replay:
    with limited(_SECONDS):
        return _called(module, args, kwargs)


def _called(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Replay:
    replay = replay_call(module, args, kwargs)
    if replay.error is None or not (lacks_values(replay.error) or "meta" in str(replay.error)):
        return replay  # it failed by its sizes, and would again
    return replay_call(module, args, kwargs, "fake")  # its first use loads torch's compiler, a second's work


def checked_at_forward(
    fixes: list[Fix],
    trace: Trace,
    wanted: int = 3,
    tries: int = 24,
    attempt: Attempt = _plainly,
    rebuild: Rebuild | None = None,
) -> list[Fix]:
    """The first fixes under which the outermost module's call succeeds, with the check that they passed.

    ``attempt`` makes that call; what it lets pass is success (other faults of the model may remain). ``rebuild``
    makes the model anew where an edit changes how it is built; left out, the expression that built it is used.
    """
    passed: list[Fix] = []
    tried: set[tuple[tuple[str, str], ...]] = set()
    for fix in fixes[:tries]:
        try:
            overlay = overlay_of(fix.edits)
        except (EditConflictError, OSError):
            continue
        key = tuple(sorted(overlay.items()))
        if key in tried:
            continue  # another way to write the same text
        tried.add(key)
        try:
            check = _check(overlay, trace, attempt, rebuild or _rebuilt)
        except Exception:
            continue
        if check is not None:
            passed.append(replace(fix, verified=check))
        if len(passed) >= wanted:
            break
    return passed


def passes_forward(fix: Fix, trace: Trace, seconds: float) -> bool | None:
    """Whether the outermost module's call succeeds with an edit, in that time; None where that cannot be told.

    It cannot where the call fails in other words than before: without values much fails that would go well with them.
    """
    try:
        with limited(seconds):
            error = _attempted(overlay_of(fix.edits), trace, _called, _built).error
    except TimeoutError:
        return False
    except Exception:
        return None
    if error is None or isinstance(error, TimeoutError):
        return error is None
    replay = trace.replay
    before = (trace.crash.exc, replay.error if replay is not None else None)
    return False if skeleton(str(error)) in (skeleton(str(one)) for one in before) else None


def _check(overlay: dict[str, str], trace: Trace, attempt: Attempt, again: Rebuild) -> Check | None:
    replay = _attempted(overlay, trace, attempt, again)
    if replay.error is not None or trace.root is None:
        return None
    result: Shape | None = next((shape_of(t) for t in tensors_in(replay.result)), None)
    return Check("forward", f"{type(trace.root.module).__name__}.forward", True, result)


def _attempted(overlay: dict[str, str], trace: Trace, attempt: Attempt, again: Rebuild) -> Replay:
    """The outermost module's call with an edit; an error says why that could not be made."""
    root = trace.root
    if root is None:
        raise LookupError("no module was running")
    with contextlib.ExitStack() as stack:
        changes = [stack.enter_context(_new_code(file, text)) for file, text in overlay.items()]
        if all(change is None for change in changes):
            raise LookupError("an edit of what has run already, such as a default")
        module = again(root.module) if any(changes) else root.module
        if module is None:
            raise LookupError("a model that cannot be built again")
        return attempt(module, root.args, root.kwargs)


@contextlib.contextmanager
def _new_code(file: str, text: str) -> Iterator[bool | None]:
    """Give the loaded functions of ``file`` the code of ``text``; yields whether the model must be built anew.

    None where that changes nothing that is still to run.
    """
    from shapefault.source.overlay import read

    before, after = _functions(compile(read(file), file, "exec")), _functions(compile(text, file, "exec"))
    changed = {name: code for name, code in after.items() if name in before and _differ(before[name], code)}
    namespace = _namespace(file)
    if namespace is None:
        raise LookupError(file)
    # The names of all cells are in one namespace: what an older text of a cell assigned may not be what is there now.
    cell = cells.known(file)
    edited = Source(file, text)
    constants = {} if cell else _changed_constants(Source(file, read(file)), edited)
    imported = {} if cell else _imported(edited, namespace)
    missing = object()
    old_values = {name: namespace.get(name, missing) for name in (*constants, *imported)}
    old_code: list[tuple[FunctionType, CodeType]] = []
    try:
        for function in _live_functions(namespace):
            code = changed.get(function.__qualname__)
            if cell and function.__code__.co_filename != file:
                continue
            if code is not None and len(code.co_freevars) == len(function.__code__.co_freevars):
                old_code.append((function, function.__code__))
                function.__code__ = code
        namespace.update({**imported, **constants})
        builds = any(name.rsplit(".", 1)[-1] != "forward" for name in changed)
        yield builds or bool(constants) if old_code or constants else None
    finally:
        for function, code in old_code:
            function.__code__ = code
        for name, value in old_values.items():
            if value is missing:
                namespace.pop(name, None)
            else:
                namespace[name] = value


def _imported(source: Source, namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The loaded modules that a file imports by names which its namespace does not have yet."""
    plain = [alias for node in source.tree.body if isinstance(node, ast.Import) for alias in node.names]
    tops = (alias.name.partition(".")[0] for alias in plain if alias.asname is None)
    bound = {top: top for top in tops} | {alias.asname: alias.name for alias in plain if alias.asname is not None}
    return {name: sys.modules[bound[name]] for name in bound if name not in namespace and bound[name] in sys.modules}


def _functions(code: CodeType) -> dict[str, CodeType]:
    found = {}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found[constant.co_qualname] = constant
            found.update(_functions(constant))
    return found


def _differ(a: CodeType, b: CodeType) -> bool:
    """Whether two codes do other things; that of a class's body holds its methods', which are told by themselves."""

    def plain(code: CodeType) -> tuple[Any, ...]:
        inner = code.co_consts if code.co_flags & inspect.CO_OPTIMIZED else ()
        own = (c for c in code.co_consts if not isinstance(c, CodeType))
        constants = (*((type(c), c) for c in own), *(plain(c) for c in inner if isinstance(c, CodeType)))
        return code.co_code, constants, code.co_names, code.co_varnames

    return plain(a) != plain(b)


def _namespace(file: str) -> dict[str, Any] | None:
    if cells.known(file):
        return vars(sys.modules["__main__"])
    module = next(iter(modules_of(file)), None)
    return vars(module) if module is not None else None


def _live_functions(namespace: dict[str, Any]) -> Iterator[FunctionType]:
    for value in list(namespace.values()):
        if isinstance(value, FunctionType):
            yield value
        elif isinstance(value, type) and value.__module__ == namespace.get("__name__"):
            yield from (member for member in vars(value).values() if isinstance(member, FunctionType))


def _changed_constants(before: Source, after: Source) -> dict[str, Any]:
    """Module-level names that are assigned another literal than before."""

    def read(source: Source) -> dict[str, Any]:
        found = {}
        for node in source.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                with contextlib.suppress(ValueError):
                    found[node.targets[0].id] = ast.literal_eval(node.value)
        return found

    old, new = read(before), read(after)
    return {name: value for name, value in new.items() if name in old and old[name] != value}


def _rebuilt(module: Any) -> Any:
    """As the function below, in the time that there is for it."""
    with limited(_SECONDS):
        return _built(module)


def _built(module: Any) -> Any:
    """The model built again, without memory, by the expression that built it; None where that is not possible."""
    import torch

    site = site_of(module)
    node = site.node() if site is not None else None
    if site is None or not isinstance(node, ast.Call):
        return None
    namespace = _namespace(site.file)
    if namespace is None:
        return None
    with quiet(), torch.device("meta"):
        built = eval(ast.unparse(node), dict(namespace))
    if type(built) is not type(module):
        return None
    built.train(module.training)
    return built
