"""What happens after a crash: observe, diagnose, repair, report."""

from __future__ import annotations

from shapefault.integrations.options import CrashOptions


def handle_crash(exc: BaseException, options: CrashOptions) -> None:
    """Report the fault behind ``exc``, if it is one."""
    if options.format == "json" and options.output is not None:
        from shapefault.integrations.empty_report import write_empty_report

        write_empty_report(options)
