"""One file a fault; the registry finds them by walking this folder."""

from shapefault.faults.base import Cause, Fault
from shapefault.faults.registry import all_faults, fault

__all__ = ["Cause", "Fault", "all_faults", "fault"]
