"""Run the user's program again, many times, each with a candidate edit, fast and without doing harm."""

from shapefault.repair.rerun.job import Known
from shapefault.repair.rerun.outcome import Outcome, Status
from shapefault.repair.rerun.pool import RerunPool

__all__ = ["Known", "Outcome", "RerunPool", "Status"]
