"""What happens after a crash: observe, diagnose, repair, report."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapefault
from shapefault.integrations.options import CELLS_AGAIN, CrashOptions

if TYPE_CHECKING:
    from shapefault.diagnose.crash import Found
    from shapefault.model import Fix, Report
    from shapefault.repair.rerun import Outcome, RerunPool


_LATE = 180.0
"""Seconds after which a crash came too late for running the program again with every candidate."""
_NOT_AGAIN = {
    "script": "the program did not fail again when it was run a second time, so no fix was checked",
    "notebook": "the notebook's cells, run again in their order, did not fail in this way, so no fix was checked",
}

_KERNEL = (
    "IPython", "ipykernel", "jupyter", "zmq", "tornado", "traitlets", "debugpy", "pydev", "jedi", "parso", "prompt_",
)  # fmt: skip
"""What a notebook's kernel has loaded for itself: of no use to the cells in a second run, and slow to import."""


def handle_crash(exc: BaseException, options: CrashOptions) -> None:
    """Report the fault behind ``exc``, if it is one; nothing is said otherwise."""
    from shapefault.diagnose.gate import may_be_shape_fault
    from shapefault.observe.crash import Crash

    crash = Crash.of(exc)
    found = None
    pool = None
    crashed = time.perf_counter()
    try:
        if may_be_shape_fault(crash):
            late = crashed - options.program.started > _LATE
            pool = _pool(crash, options) if options.rerun and not late else None
            from shapefault.diagnose.crash import diagnose

            found = diagnose(crash)
        _report(found, pool, crash, options, crashed)
    finally:
        if pool is not None:
            pool.close()


def _report(found: Found | None, pool: RerunPool | None, crash: Any, options: CrashOptions, crashed: float) -> None:
    from shapefault.integrations.empty_report import write_empty_report

    if found is None:
        if options.format == "json" and options.output is not None:
            write_empty_report(options)
        return
    from shapefault.integrations.ranks import first_to_report

    if not first_to_report():
        return
    from shapefault.integrations.present import Presenter

    report = _as_report(found, options)
    presenter = Presenter(options)
    presenter.first(report)
    if pool is not None:
        found = _checked(found, pool, crash, options, crashed)
    else:
        found = _checked_at_forward(found, options)
    report = _as_report(found, options)
    presenter.last(report)
    _keep(report, options)
    if options.fix:
        _apply_first_safe(report)


def _checked(found: Found, pool: RerunPool, crash: Any, options: CrashOptions, crashed: float) -> Found:
    from shapefault.diagnose.arguments import command_line_note
    from shapefault.diagnose.crash import final
    from shapefault.repair.last_resort import LastResort
    from shapefault.repair.search import Search
    from shapefault.repair.tries import Resort, tries_of

    until_crash = crashed - options.program.started
    last = LastResort(found.trace, found.suspects)
    search = Search(
        pool,
        tries_of(found),
        ran=options.program.name,
        budget=_budget(until_crash),
        job_timeout=max(5.0, 3 * until_crash),
        # The cells alone do not make the state of a notebook: some were changed or left out, or used what magics did.
        failed_as=type(crash.exc).__name__ if options.program.kind == "notebook" else "",
        resort=Resort(last.slips, last.watched),
    )
    result = search.run()
    notes: tuple[str, ...] = ()
    if not result.passed and result.reproduced is not False:
        edits = "1 edit was" if result.tried == 1 else f"{result.tried} edits were"
        notes = (f"{edits} run on the program, none made it pass within {result.seconds:.0f} s",)
        if result.further is not None:
            notes = (*notes, _second_fault(*result.further))
    if result.reproduced is not False:
        given = command_line_note(found.trace, bool(result.passed))
        notes = (*notes, given) if given is not None else notes
    if result.reproduced is False:
        notes = (_NOT_AGAIN.get(options.program.kind, _NOT_AGAIN["script"]),)
    found.diagnosis = final(found.diagnosis, found.suspects, result.passed[:3], notes)
    return found


def _second_fault(fix: Fix, outcome: Outcome) -> str:
    """What an edit did that mends this fault alone, in a program that has one more."""
    from shapefault.render.places import shown

    edit = fix.edits[0].span
    at, line = outcome.where or ("", 0)
    where = f" at {shown(at, os.path.dirname(at))}:{line}" if at else ""
    edited = f"{shown(edit.file, os.path.dirname(edit.file))}:{edit.start[0]}"
    return (
        f"this fault alone goes away with: {fix.title} ({edited}); the program then stops{where}: {outcome.exception}"
    )


def _keep(report: Report, options: CrashOptions) -> None:
    """Store the report for ``shapefault fix``; a cache that cannot be written is no reason to complain.

    The edits of a notebook's cells are left out: those files go with the kernel.
    """
    from shapefault.render.json import to_json
    from shapefault.render.places import in_cells
    from shapefault.repair.apply import store

    report = replace(
        report,
        diagnoses=tuple(
            replace(one, fixes=tuple(replace(fix, edits=()) if in_cells(fix) else fix for fix in one.fixes))
            for one in report.diagnoses
        ),
    )
    try:
        store(to_json(report), options.program.cwd)
    except OSError:
        return


def _apply_first_safe(report: Report) -> None:
    from shapefault.integrations.hook import complain
    from shapefault.repair.apply import ApplyError, apply_fix

    safe = next((f for f in report.diagnoses[0].fixes if f.applicability == "safe"), None)
    if safe is None:
        complain("no safe fix passed; apply another one by `shapefault fix ID --unsafe`")
        return
    try:
        patches = apply_fix(safe, report.sources)
    except ApplyError as failure:
        complain(str(failure))
        return
    complain(f"applied: {safe.title} ({', '.join(Path(p.path).name for p in patches)})")


def _checked_at_forward(found: Found, options: CrashOptions) -> Found:
    from shapefault.diagnose.crash import final
    from shapefault.repair.forward import checked_at_forward

    why = "it crashed late" if options.rerun else "--no-rerun"
    if options.program.kind == "stdin":
        why = "it came from stdin"
    elif not options.program.target:
        why = "its cells could not be written to the temporary folder"
    notes = (f"the program was not run again ({why}): fixes were checked at the model's forward only",)
    passed = checked_at_forward(found.candidates, found.trace)
    found.diagnosis = final(found.diagnosis, found.suspects, passed, notes)
    return found


def _budget(until_crash: float) -> float:
    """Seconds for the checks: in proportion to the time that the program itself took."""
    return min(max(6.0, 1.5 * until_crash), 120.0)


def _pool(crash: Any, options: CrashOptions) -> RerunPool | None:
    from shapefault.model import Program
    from shapefault.repair.rerun import RerunPool

    how = options.program
    if how.kind == "stdin" or not how.target:
        return None
    script = how.target if how.kind == "script" else None
    module = {"module": how.target, "notebook": CELLS_AGAIN}.get(how.kind)
    argv = (CELLS_AGAIN, how.target) if how.kind == "notebook" else (how.target, *how.args)
    user = crash.user
    return RerunPool(
        Program(script, module, argv, how.cwd, how.path0),
        preload=[*_libraries(), *_own()],
        on_crash="shapefault.repair.inner:next_fault",
        past=(user.file, user.lineno) if user is not None else None,
    )


def _own() -> list[str]:
    """Our own modules that a failing rerun needs for its next fault: loaded once, in the host."""
    from shapefault.faults.registry import module_names
    from shapefault.ops.registry import FAMILIES

    families = [f"shapefault.ops.{name}" for name in FAMILIES]
    return ["shapefault.repair.inner", "shapefault.diagnose.crash", *families, *module_names()]


def _libraries() -> list[str]:
    """The modules that the program had loaded and that are not its own, packages first."""
    from shapefault.source.files import is_user_file

    found = []
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if name.startswith(("_", "shapefault", "encodings", *_KERNEL)) or not path:
            continue
        if name.count(".") <= 2 and not is_user_file(str(path)):
            found.append(name)
    return found


def _as_report(found: Found, options: CrashOptions) -> Report:
    from shapefault.integrations.ranks import current_rank
    from shapefault.model import Report
    from shapefault.repair.apply import digests

    torch = sys.modules.get("torch")
    return Report(
        shapefault.__version__,
        str(getattr(torch, "__version__", "")) or None,
        options.program.cwd,
        (found.diagnosis,),
        current_rank(),
        digests(found.diagnosis.fixes),
    )
