"""The hooks that wait for a crash: after the traceback is printed, the crash handler is called.

They are set once, before the program, and cost nothing while it runs. Imported in the user's process, so
this module imports as little as it can.
"""

from __future__ import annotations

import _thread
import atexit
import os
import sys
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from shapefault.integrations.options import CrashOptions

    ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
    ThreadHook = Callable[[threading.ExceptHookArgs], object]

_MARK = "_shapefault_handled"

_armed: Hooks | None = None


class Hooks:
    """The hooks of one process. ``options`` is called only when a report has to be made."""

    def __init__(
        self, options: Callable[[], CrashOptions], wants_empty_report: bool, one_line: bool, in_shell: bool
    ) -> None:
        self._options = options
        self._in_shell = in_shell
        self._wants_empty_report = wants_empty_report
        self._one_line = one_line
        self._pid = os.getpid()
        self._lock = _thread.allocate_lock()
        self._reported = False
        self._previous: ExceptHook = sys.excepthook
        self._previous_in_threads: ThreadHook = threading.excepthook

    def arm(self) -> None:
        """Set the hooks. The exit callback is registered first, so it runs after the program's own."""
        atexit.register(self._at_exit)
        if not self._in_shell:  # IPython shows what a cell raises by itself
            sys.excepthook = self._excepthook
        threading.excepthook = self._threading_excepthook

    def _excepthook(self, kind: type[BaseException], exc: BaseException, traceback: TracebackType | None) -> None:
        if self._one_line and isinstance(exc, ModuleNotFoundError) and exc.name == "torch":
            say_no_torch(exc)
            raise SystemExit(2)
        self._previous(kind, exc, traceback)
        # A hook that calls ours and collects what is printed, as that of torch.distributed does, would hold
        # the traceback back until the report is done, and draw in it: then the report waits for the exit.
        if not (self._was_replaced() and hasattr(sys.stderr, "getvalue")):
            self.handle(exc)

    def _was_replaced(self) -> bool:
        return getattr(sys, "excepthook", None) != self._excepthook

    def _threading_excepthook(self, args: threading.ExceptHookArgs) -> None:
        self._previous_in_threads(args)
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self.handle(args.exc_value)

    def _at_exit(self) -> None:
        """A program that replaced ``sys.excepthook`` without calling ours still gets its report, here."""
        if os.getpid() != self._pid:
            return
        exc = getattr(sys, "last_value", None)
        if not self._in_shell and self._was_replaced() and isinstance(exc, BaseException) and _left_the_program(exc):
            self.handle(exc)
        if self._wants_empty_report and not self._reported:
            try:
                from shapefault.integrations.empty_report import write_empty_report

                write_empty_report(self._options())
            except Exception as failure:
                complain(f"internal error: {_one_line(failure)}; no report was written")

    def handle(self, exc: BaseException) -> None:
        """Report ``exc``, whose traceback has been shown; never raises."""
        # A forked child is another process: what it prints is between it and its parent.
        if os.getpid() != self._pid or not isinstance(exc, Exception) or "torch" not in sys.modules:
            return
        with self._lock:
            if getattr(exc, _MARK, False):  # first in a thread, say, then raised again in the main one
                return
            try:
                setattr(exc, _MARK, True)  # a list of our own would keep the program's objects alive
            except Exception:
                pass
            self._reported = True
            try:
                from shapefault.integrations.crash import handle_crash
                from shapefault.integrations.ranks import spared

                with spared():
                    handle_crash(exc, self._options())
            except KeyboardInterrupt:
                return
            except BaseException as failure:
                complain(f"internal error: {_one_line(failure)}; the traceback above is your program's own")


def arm(
    options: Callable[[], CrashOptions],
    *,
    wants_empty_report: bool = False,
    one_line: bool = False,
    in_shell: bool = False,
) -> Hooks | None:
    """Set the hooks of this process, once; a second call changes nothing and gives None.

    ``in_shell``: IPython shows the exceptions of the main thread, and :meth:`Hooks.handle` is called for them.
    """
    global _armed
    if _armed is not None:
        return None
    _armed = Hooks(options, wants_empty_report, one_line, in_shell)
    _armed.arm()
    if "torch" in sys.modules:
        _observe()
    else:
        sys.meta_path.insert(0, _WhenTorchIsImported())
    return _armed


class _WhenTorchIsImported:
    """Starts observing when the program first imports torch; finds no module itself."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Called by python's import for each module that is not loaded yet."""
        if fullname == "torch" and self in sys.meta_path:
            sys.meta_path.remove(self)
            try:
                _observe()
            except Exception as failure:
                complain(f"internal error: {_one_line(failure)}; places of construction stay unknown")


def _observe() -> None:
    from shapefault.observe import hooks

    hooks.arm()


def arm_for_run(settings: str) -> None:
    """Set the hooks in a program that ``shapefault run`` started; ``settings`` came with it."""
    started = time.perf_counter()

    def options() -> CrashOptions:
        from shapefault.integrations.handover import read

        return read(settings, started)

    wants_empty_report = '"format": "json"' in settings and '"output": null' not in settings
    arm(options, wants_empty_report=wants_empty_report, one_line=True)


def complain(message: str) -> None:
    """One line on stderr; never raises, for stderr may be gone."""
    try:
        sys.stderr.write(f"shapefault: {message}\n")
    except (AttributeError, OSError, ValueError):
        pass


def say_no_torch(exc: ModuleNotFoundError) -> None:
    """The program wants torch and this interpreter has none: usually the wrong interpreter."""
    frame = exc.__traceback__
    while (
        frame is not None and frame.tb_next is not None and "importlib" not in frame.tb_next.tb_frame.f_code.co_filename
    ):
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame is not None else "the program"
    complain(
        f"no torch in {sys.executable}, but {where} imports it; install torch there, or use the python "
        "that has it: `python -m shapefault run ...`"
    )


def _one_line(exc: BaseException) -> str:
    return f"{type(exc).__name__}: {' '.join(str(exc).split())}"


def _left_the_program(exc: BaseException) -> bool:
    """Whether ``sys.last_value`` passed the program's bottom frame; test runners set it for others, too."""
    traceback = getattr(sys, "last_traceback", None) or exc.__traceback__
    return traceback is not None and traceback.tb_frame.f_back is None
