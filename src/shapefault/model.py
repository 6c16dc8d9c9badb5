"""The vocabulary of shapefault as frozen dataclasses; of ours it imports only what a changed call is.

Lines and columns are 1-based and counted in code points; an end is exclusive. A shape is a tuple of
axis sizes. An unknown fact is ``None``, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from shapefault.change import Change

Shape = tuple[int, ...]
Applicability = Literal["safe", "unsafe"]
CheckLevel = Literal["op", "forward", "program"]


class Stage(StrEnum):
    """The stage of a program that made two numbers differ (the ``cause`` of a diagnosis)."""

    DATA_LOADING = "data-loading"
    AUGMENTATION = "augmentation"
    LAYER_CONFIG = "layer-config"
    RESHAPE = "reshape"
    LOSS_TARGET = "loss-target"
    STATE_DICT = "state-dict"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of source: ``file`` is an absolute path; ``text`` the source between start and end."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str = ""

    @property
    def line(self) -> int:
        """First line of the span."""
        return self.start[0]

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies within this span."""
        return self.file == other.file and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Operand:
    """One tensor given to an op: its role there ("input", "weight", "target"), shape and axis names."""

    role: str
    shape: Shape
    axes: tuple[str, ...] = ()
    dtype: str = ""
    key: int = 0
    """Identity of the tensor within one trace; 0 when unknown."""
    text: str = ""
    """The source text of the operand at the crash, where known."""


@dataclass(frozen=True, slots=True)
class Event:
    """One op call: what went in, what came out, where it stands in the source, in which module."""

    op: str
    inputs: tuple[Operand, ...]
    output: tuple[Operand, ...]
    span: Span | None
    module_path: str | None
    module_type: str | None
    params: tuple[tuple[str, object], ...] = ()
    """Non-tensor arguments that decide the shape, by the name PyTorch's documentation gives them."""

    def param(self, name: str, default: object = None) -> object:
        """The argument called ``name``, or ``default``."""
        return dict(self.params).get(name, default)


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """The module that was running: class of the outermost, path below it, class of the innermost."""

    root: str
    path: str
    type: str


@dataclass(frozen=True, slots=True)
class Label:
    """A span of the source window with what is said about it."""

    span: Span
    label: str
    primary: bool = False
    axes: tuple[str, ...] = ()
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the provenance of a number, newest first."""

    text: str
    span: Span | None = None
    value: int | None = None
    axis: str | None = None
    shape: Shape | None = None
    axes: tuple[str, ...] = ()
    culprit: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class MathLine:
    """A requirement with the real numbers in it: ``formula`` in names, ``got`` and ``want`` in numbers."""

    formula: str
    got: str
    want: str
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Culprit:
    """The span whose change repairs the program, and why it is the one."""

    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of ``span`` by ``content``; an empty span inserts."""

    span: Span
    content: str


@dataclass(frozen=True, slots=True)
class Check:
    """What was run to check a fix, and how it went."""

    level: CheckLevel
    ran: str
    passed: bool
    result_shape: Shape | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit to source, with its applicability and what verified it.

    ``prior`` (0 to 1) is the evidence for this edit before anything was run; it orders the checks and,
    among edits that passed, the proposals. ``stage`` is the cause that this edit implies.
    """

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = "unsafe"
    prior: float = 0.5
    stage: Stage | None = None
    why: str = ""
    """What was wrong at the edited place (the culprit's ``why``)."""
    verified: Check | None = None
    note: str = ""
    avoids: bool = False
    """Whether it is meant to take another branch than the one that failed."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A tempting edit that makes the error go away, and why it is wrong."""

    content: str
    why: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Where, why, which stage, and what to do about one fault."""

    code: str
    name: str
    message: str
    op: str
    level: Literal["error", "warning"] = "error"
    when: Literal["crash", "rehearsal", "check", "call"] = "crash"
    cause: Stage | None = None
    where: str = ""
    """Where in words: ``in Net.conv1, first batch``."""
    module: ModuleRef | None = None
    culprit: Culprit | None = None
    labels: tuple[Label, ...] = ()
    provenance: tuple[Hop, ...] = ()
    math: tuple[MathLine, ...] = ()
    notes: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    operands: tuple[Operand, ...] = ()
    """What was given to the op that failed, with the names of its axes; of a single call only."""
    changes: tuple[Change, ...] = ()
    """The smallest changes of the call's arguments that make it succeed, each tried; of a single call only."""

    @property
    def primary(self) -> Label | None:
        """The label on the deepest frame that belongs to the user's program."""
        return next((label for label in self.labels if label.primary), None)


@dataclass(frozen=True, slots=True)
class Report:
    """All diagnoses of one run; ``root`` is the folder that paths are shown relative to."""

    tool_version: str
    torch_version: str | None
    root: str
    diagnoses: tuple[Diagnosis, ...] = ()
    rank: int | None = None
    """The torchrun rank that failed first, where there are ranks."""
    sources: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file that a fix edits, as it was read."""


@dataclass(frozen=True, slots=True)
class Program:
    """How the user started the program: a script or a module, and the surroundings it started in."""

    script: str | None
    module: str | None
    argv: tuple[str, ...]
    """The whole ``sys.argv``."""
    cwd: str
    path0: str
    """The first entry of ``sys.path``."""
    env: Mapping[str, str] | None = None
