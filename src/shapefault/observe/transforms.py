"""Watches one sample being made: each transform, image call and file of it, with what went in and came out.

It traces only the replay of a sample. What counts as a step: a call of a transform object, whatever
container it runs in; a library call in the user's own code that gives back an image, array or tensor; an
assignment there that does. What happens inside a library stays one step.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Literal

from shapefault.model import Span
from shapefault.observe.hooks import site_of
from shapefault.observe.loader.quiet import Deadline, OutOfTime
from shapefault.observe.loader.values import Value, first_sized, value_of
from shapefault.source.files import is_user_file, source_of
from shapefault.source.frames import Site, function_node

_MOST_STEPS = 80
_LIBRARIES = ("torchvision.transforms", "albumentations", "kornia")
_CALLS = ("__call__", "forward")
_NOT_DATA = (".py", ".pyc", ".pyi", ".so", ".pth", ".pt", ".json", ".toml", ".cfg", ".ini")

StepKind = Literal["transform", "call", "assign"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sample on its way: what was called, where it was built and called, what changed."""

    name: str
    text: str
    kind: StepKind
    site: Span | None
    """Where the transform object was built, or its function defined."""
    call: Span | None
    """The expression of the user's code that made the call; the statement of an assignment."""
    container: Span | None
    """Where the ``Compose`` that holds it was built."""
    before: Value | None
    after: Value | None
    """None when it raised or gave nothing that has a shape."""
    error: str = ""
    many: int = 0
    """How many sized things it gave back, when several (multi-crop)."""
    module: str = ""
    """The module of the transform's class or of the function."""


@dataclass(slots=True)
class Watched:
    """A finished replay: what came out or what it raised, the steps, the files that were read."""

    result: Any = None
    error: BaseException | None = None
    steps: tuple[Step, ...] = ()
    files: tuple[str, ...] = ()
    timed_out: bool = False


@dataclass(slots=True)
class _Pending:
    step: Step
    order: int
    parent: int | None
    raised: str = ""
    done: bool = False


def watch(make: Callable[[], Any], deadline: Deadline) -> Watched:
    """Call ``make`` and watch; whatever it raises is part of the answer (Ctrl-C excepted)."""
    watcher = _Watcher(deadline)
    seen = Watched()
    previous = sys.gettrace()
    with _opened(watcher.files):
        sys.settrace(watcher.trace)
        try:
            seen.result = make()
        except KeyboardInterrupt:
            raise
        except OutOfTime:
            seen.timed_out = True
        except BaseException as error:
            seen.error = error
        finally:
            sys.settrace(previous)
    seen.steps = watcher.steps()
    seen.files = tuple(dict.fromkeys([*watcher.files, *watcher.named]))
    return seen


@contextmanager
def _opened(files: list[str]) -> Iterator[None]:
    real = builtins.open

    def noting(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if isinstance(file, str | os.PathLike) and not set(mode) & set("wax+") and _is_data(os.fspath(file)):
            files.append(os.fspath(file))
        return real(file, mode, *args, **kwargs)

    saved = (builtins.open, io.open)
    builtins.open = io.open = noting
    try:
        yield
    finally:
        builtins.open, io.open = saved


def _is_data(path: object) -> bool:
    if not isinstance(path, str) or path.endswith(_NOT_DATA):
        return False
    return not path.startswith(("/proc/", "/sys/", "/dev/"))


def _owner(frame: FrameType) -> Any:
    """The first argument of a method's frame: the object whose method runs."""
    code = frame.f_code
    return frame.f_locals.get(code.co_varnames[0]) if code.co_argcount else None


def _arguments(frame: FrameType, skip: int) -> list[Any]:
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount
    names = list(code.co_varnames[skip:count])
    flags = bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)
    names += code.co_varnames[count : count + flags]
    local = frame.f_locals
    return [local[name] for name in names if name in local]


def is_container(obj: Any) -> bool:
    """Whether ``obj`` holds a list of transforms and does nothing itself."""
    kept = getattr(type(obj), "__dict__", {})
    try:
        held = vars(obj).get("transforms") or (vars(obj).get("_modules") or {}).get("transforms")
    except TypeError:
        return False
    is_sequential = type(obj).__name__ in ("Sequential", "ModuleList")
    return is_sequential or (held is not None and not isinstance(held, str) and "__getitem__" not in kept)


def is_library_transform(obj: Any) -> bool:
    """Whether ``obj`` is a transform of a library that is known to make them."""
    return any(c.__module__.startswith(_LIBRARIES) for c in type(obj).__mro__)


def _is_transform(obj: Any, frame: FrameType) -> bool:
    """Whether the call of ``obj`` is one transform: of a known library, the user's, or in a container."""
    if is_library_transform(obj):
        return True
    if is_user_file(frame.f_code.co_filename):
        return True
    return _called_by_container(frame)


def _called_by_container(frame: FrameType) -> bool:
    caller = frame.f_back
    return caller is not None and caller.f_code.co_name in _CALLS and is_container(_owner(caller))


def _span_of_function(code: CodeType) -> Span | None:
    source = source_of(code.co_filename)
    node = function_node(source, code) if source is not None else None
    if source is None or node is None or not hasattr(node, "lineno"):
        return None
    if code.co_name == "<lambda>":
        return source.span(node)
    line = source.lines[node.lineno - 1]
    indent = len(line) - len(line.lstrip())
    return Span(source.path, (node.lineno, indent + 1), (node.lineno, len(line.rstrip()) + 1), line.strip())


def built_at(obj: Any) -> Span | None:
    """Where ``obj`` was built in the user's program; the definition, for a function."""
    if hasattr(obj, "__code__"):
        return _span_of_function(obj.__code__)
    site = site_of(obj)
    return site.span() if site is not None else None


def _text(obj: Any, site: Span | None) -> str:
    if site is not None and site.text and "\n" not in site.text:
        return site.text
    try:
        text = repr(obj).replace("\n", " ")[:120]
        return f"{type(obj).__name__}(…)" if " object at 0x" in text else text
    except Exception:
        return type(obj).__name__


def _innermost_user(frame: FrameType | None) -> FrameType | None:
    """The user's frame that made a call while the sample was made; None where a library's data set did."""
    while frame is not None and not is_user_file(frame.f_code.co_filename):
        if frame.f_code is watch.__code__ or frame.f_code.co_filename.endswith(("fetch.py", "dataloader.py")):
            return None
        frame = frame.f_back
    return frame


def _line_span(file: str, line: int) -> Span | None:
    source = source_of(file)
    if source is None or not 0 < line <= len(source.lines):
        return None
    text = source.lines[line - 1]
    indent = len(text) - len(text.lstrip())
    return Span(source.path, (line, indent + 1), (line, len(text.rstrip()) + 1), text.strip())


def error_text(error: BaseException) -> str:
    """Class and first line of an exception, whatever its ``__str__`` does."""
    try:
        message = str(error).strip()
    except Exception:
        message = ""
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


class Subject:
    """What a frame is the call of, if it counts as a step."""

    __slots__ = ("kind", "module", "name", "obj", "skip")

    def __init__(self, obj: Any, name: str, kind: StepKind, module: str, skip: int) -> None:
        self.obj = obj
        self.name = name
        self.kind = kind
        self.module = module
        self.skip = skip

    def before(self, frame: FrameType) -> Value | None:
        """The first sized argument of the call."""
        arguments = _arguments(frame, self.skip)
        if self.kind == "transform" and arguments and _is_many(arguments[0]):
            return value_of(arguments[0])
        return next((v for a in arguments if (v := first_sized(a))), None) or (
            value_of(arguments[0]) if arguments and self.kind == "transform" else None
        )

    def step(self, frame: FrameType) -> Step:
        """The step at its start."""
        user = _innermost_user(frame.f_back)
        call = Site(user.f_code, user.f_lasti).span() if user is not None else None
        site = built_at(self.obj) if self.kind == "transform" else None
        container = None
        if _called_by_container(frame) or _called_through_module(frame):
            container = built_at(_container_above(frame))
        text = _text(self.obj, site) if self.kind == "transform" else (call.text if call else self.name)
        before = self.before(frame)
        return Step(self.name, text, self.kind, site, call, container, before, None, module=self.module)


def _called_through_module(frame: FrameType) -> bool:
    return _container_above(frame) is not None


def _container_above(frame: FrameType) -> Any:
    """The container whose loop made this call, behind ``nn.Module``'s own frames."""
    caller = frame.f_back
    while caller is not None and caller.f_code.co_name in ("_call_impl", "_wrapped_call_impl"):
        caller = caller.f_back
    if caller is not None and caller.f_code.co_name in _CALLS:
        owner = _owner(caller)
        return owner if is_container(owner) else None
    return None


def subject_of(frame: FrameType) -> Subject | None:
    """What the call in ``frame`` is a step of; None where it is none."""
    code = frame.f_code
    owner = _owner(frame)
    if code.co_name in _CALLS and owner is not None:
        if is_container(owner):
            return None
        if _is_transform(owner, frame):
            return Subject(owner, type(owner).__name__, "transform", type(owner).__module__, 1)
        return None
    if _called_by_container(frame) and not code.co_name.startswith("_"):
        function = _Function(code)
        return Subject(function, code.co_name, "transform", str(frame.f_globals.get("__name__", "")), 0)
    caller = frame.f_back
    if (
        caller is not None
        and not code.co_name.startswith(("<", "__"))
        and not is_user_file(code.co_filename)
        and not code.co_filename.startswith("<")
        and is_user_file(caller.f_code.co_filename)
        and code.co_name not in ("_call_impl", "_wrapped_call_impl")
    ):
        module = str(frame.f_globals.get("__name__", ""))
        return Subject(None, getattr(code, "co_qualname", code.co_name), "call", module, 0)
    return None


def _is_many(obj: Any) -> bool:
    """Whether ``obj`` is a list of images, as a multi-crop gives; a pair is an image and its mask."""
    return isinstance(obj, list | tuple) and len(obj) > 2 and all(value_of(item).sized for item in obj)


class _Function:
    """Stands for a function of which only the code is at hand."""

    def __init__(self, code: CodeType) -> None:
        self.__code__ = code

    def __repr__(self) -> str:
        return self.__code__.co_name


class _Watcher:
    """The trace function and what it has seen."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._all: list[_Pending] = []
        self._open: list[int] = []
        self.files: list[str] = []
        self.named: list[str] = []

    def trace(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Called by the interpreter for each new Python frame."""
        self._deadline.check()
        if event != "call" or len(self._all) >= _MOST_STEPS:
            return None
        try:
            subject = subject_of(frame)
            pending = self._begin(subject, frame) if subject is not None else None
            user = is_user_file(frame.f_code.co_filename)
        except Exception:
            return None
        if pending is None and not user:
            return None
        frame.f_trace_lines = user
        return _Local(self, frame, pending, user)

    def _begin(self, subject: Subject, frame: FrameType) -> _Pending:
        parent = self._open[-1] if self._open else None
        pending = _Pending(subject.step(frame), len(self._all), parent)
        self._all.append(pending)
        self._open.append(pending.order)
        return pending

    def end(self, pending: _Pending, result: Any, raised: str) -> None:
        """The call of a step has ended."""
        if pending.order in self._open:
            del self._open[self._open.index(pending.order) :]
        pending.done = True
        if raised:
            pending.raised = raised
            pending.step = replace(pending.step, error=raised)
            return
        value = value_of(result)
        many = len(result) if value.kind in ("list", "tuple") and first_sized(result) is not None else 0
        after = value if many and pending.step.kind == "transform" else first_sized(result)
        if many == 2 and isinstance(result, tuple) and not value_of(result[1]).sized:
            after, many = first_sized(result), 0
        pending.step = replace(pending.step, after=after, many=many)

    def assigned(self, frame: FrameType, name: str, value: Any, line: int) -> None:
        """A local of the user's code has a new sized value."""
        if len(self._all) >= _MOST_STEPS:
            return
        span = _line_span(frame.f_code.co_filename, line)
        parent = self._open[-1] if self._open else None
        step = Step(name, span.text if span else name, "assign", None, span, None, None, value_of(value))
        self._all.append(_Pending(step, len(self._all), parent, done=True))

    def steps(self) -> tuple[Step, ...]:
        """Innermost transforms in order; a call around others is left out, as is one without any shape."""
        around = {p.parent for p in self._all if p.parent is not None and p.step.kind != "assign"}
        kept = []
        for pending in self._all:
            step = pending.step
            if pending.order in around and (not pending.raised or self._inner_raised(pending.order)):
                continue
            if step.kind == "call" and step.after is None and not (step.error and step.before):
                continue
            kept.append(step)
        return tuple(kept)

    def _inner_raised(self, order: int) -> bool:
        return any(p.parent == order and p.raised for p in self._all)


class _Local:
    """The trace function of one frame."""

    __slots__ = ("_frame_user", "_line", "_pending", "_raised", "_seen", "_watcher")

    def __init__(self, watcher: _Watcher, frame: FrameType, pending: _Pending | None, user: bool) -> None:
        self._watcher = watcher
        self._pending = pending
        self._frame_user = user
        self._raised = ""
        self._line = frame.f_lineno
        self._seen = {name: id(value) for name, value in frame.f_locals.items()} if user else {}

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Any:
        self._watcher._deadline.check()
        try:
            self._event(frame, event, arg)
        except Exception:
            return self
        return self

    def _event(self, frame: FrameType, event: str, arg: Any) -> None:
        if event == "exception":
            self._raised = error_text(arg[1]) if isinstance(arg[1], BaseException) else str(arg[0].__name__)
        if self._frame_user and event in ("line", "return"):
            self._look(frame)
            self._line = frame.f_lineno
        if event == "line" and self._raised:
            self._raised = ""
        if event == "return" and self._pending is not None:
            self._watcher.end(self._pending, arg, self._raised if arg is None else "")

    def _look(self, frame: FrameType) -> None:
        if frame.f_code.co_name in ("<module>", "<lambda>"):
            return
        for name, value in frame.f_locals.items():
            if self._seen.get(name) == id(value):
                continue
            self._seen[name] = id(value)
            if isinstance(value, str | Path) and _is_data(str(value)) and Path(value).is_file():
                self._watcher.named.append(str(value))
            elif value_of(value).sized:
                self._watcher.assigned(frame, name, value, self._line)
