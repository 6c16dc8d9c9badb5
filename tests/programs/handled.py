"""Stands in for the crash handler, to show when it is called and with what."""

import os
import sys
import threading
import types

import shapefault


def handle_crash(error, options):
    print("HANDLED", type(error).__name__, error, file=sys.stderr)
    if sys.argv[-1] == "broken":
        raise RuntimeError("two\nlines")
    if sys.argv[-1] == "interrupted":
        raise KeyboardInterrupt
    program = options.program
    print(program.kind, os.path.basename(program.target), program.args, program.started_by, file=sys.stderr)
    print(options.format, options.fix, options.rerun, options.ascii, options.output, file=sys.stderr)
    print(program.command == tuple(sys.orig_argv[:0]) or program.command[1:], file=sys.stderr)


stand_in = types.ModuleType("shapefault.integrations.crash")
stand_in.handle_crash = handle_crash
sys.modules[stand_in.__name__] = stand_in
how = sys.argv[1]
if "install" in how:
    shapefault.install(rerun=False)
    shapefault.install(rerun=True)
sys.modules.setdefault("torch", types.ModuleType("torch"))  # without it there is nothing to explain
if "replaced" in how:
    sys.excepthook = lambda kind, error, traceback: print("mine", error, file=sys.stderr)
if "collected" in how:
    import io

    before = sys.excepthook

    def collect(*args):
        real, sys.stderr = sys.stderr, io.StringIO()
        before(*args)
        text, sys.stderr = sys.stderr.getvalue(), real
        sys.stderr.write("".join(f"[rank0]: {line}" for line in text.splitlines(True)))

    sys.excepthook = collect
if "thread" in how:

    def fails():
        raise ValueError("in a thread")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
if "exit" in how:
    sys.exit(4)
if "interrupt" in how:
    raise KeyboardInterrupt
if "last" in how:  # as a test runner does for a failure that it has reported itself
    try:
        1 / 0
    except ZeroDivisionError as error:
        sys.last_value, sys.last_traceback = error, error.__traceback__
    sys.exit(1)
if "crash" in how:
    raise ValueError("in the program")
