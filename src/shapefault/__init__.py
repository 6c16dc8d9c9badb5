"""shapefault: where a PyTorch tensor and a layer disagree, why, and an edit that has already been run."""

from __future__ import annotations

TYPE_CHECKING = False  # known to type checkers; importing typing for it would slow each start
if TYPE_CHECKING:
    from shapefault.change import Change as Change
    from shapefault.check.api import check as check
    from shapefault.check.result import CheckResult as CheckResult
    from shapefault.diagnose.call import explain_call as explain_call
    from shapefault.integrations.install import install as install
    from shapefault.model import Diagnosis as Diagnosis
    from shapefault.model import Fix as Fix
    from shapefault.model import Report as Report
    from shapefault.model import Span as Span
    from shapefault.model import Stage as Stage

__version__ = "0.1.0"

__all__ = [
    "Change",
    "CheckResult",
    "Diagnosis",
    "Fix",
    "Report",
    "Span",
    "Stage",
    "__version__",
    "check",
    "explain_call",
    "install",
]

# Where each public name lives. Loaded when first used: a program that calls install(), or is run by
# `shapefault run`, pays for no more than that.
_HOME = {
    "check": "shapefault.check",
    "CheckResult": "shapefault.check.result",
    "install": "shapefault.integrations.install",
    "explain_call": "shapefault.diagnose.call",
    "Change": "shapefault.change",
    "Diagnosis": "shapefault.model",
    "Fix": "shapefault.model",
    "Report": "shapefault.model",
    "Span": "shapefault.model",
    "Stage": "shapefault.model",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'shapefault' has no attribute {name!r}")
    import importlib

    module = importlib.import_module(_HOME[name])
    value: object = module if name == "check" else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
