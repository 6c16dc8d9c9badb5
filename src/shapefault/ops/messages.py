"""What an error message of torch, torchvision or NumPy says about shapes: op, kind, names and numbers.

The table holds the messages nearly as they are printed: ``{name:i}`` stands for an integer, ``{name:s}``
for a shape in any of the ways they are written, ``{name:w}`` for a word and ``{name:t}`` for the text up
to the next literal. Messages about memory, devices, dtypes or files are not in it, so they parse to
``None``.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

Shape = tuple[int, ...]


class Dims(tuple[int, ...]):
    """A shape that prints as ``8×28×28×3`` and knows its number of elements and its rank."""

    def __str__(self) -> str:
        return "×".join(map(str, self)) if self else "scalar"

    @property
    def numel(self) -> int:
        """How many elements a tensor of this shape has."""
        return math.prod(self)

    @property
    def rank(self) -> int:
        """How many axes it has."""
        return len(self)

    @property
    def product(self) -> str:
        """The sizes as a product, ``8·28·28·3``."""
        return "·".join(map(str, self)) if self else "1"


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """The facts in one error message; nothing that the text does not say."""

    kind: str
    """What disagreed: "channels", "features", "numel", "rank", "broadcast", "cat", "stack", "batch"…"""
    op: str
    """The op by PyTorch's name for it, or a family ("norm") where the text names no more."""
    text: str
    """The message as matched, on one line."""
    numbers: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    axes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Axis names of ``shapes``, where the op gives them names."""
    rule: str = ""
    """The requirement, in names."""
    math: str = ""
    """The requirement with the numbers of this message in it."""
    sure: bool = True
    """False for a message that code without any tensor prints as well ("tuple index out of range")."""


_SHAPE = (
    r"(?:torch\.Size\()?(?:[\[({]\s*[\])}]"
    r"|[\[({]{0,2}-?\d+(?:\s*[,x]\s*(?:-?\d+|newaxis))*,?\s*[\])}]{0,2})\)?"
)
_FIELDS = {"i": r"-?\d+", "s": _SHAPE, "w": r"[\w.\[\]]+", "t": r".*?"}
_SLOT = re.compile(r"\{(\w+):([iswt])\}")


@dataclass(frozen=True)
class Message:
    """One row of the table."""

    kind: str
    op: str
    template: str
    rule: str = ""
    math: str = ""
    sure: bool = True

    @cached_property
    def key(self) -> str:
        """The longest literal piece: a cheap test before the pattern is compiled."""
        return max(re.split(r"\{\w+:[iswt]\}", self.template.removesuffix(".")), key=len)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The template as a regular expression."""
        parts, at = [], 0
        for slot in _SLOT.finditer(self.template):
            parts.append(re.escape(self.template[at : slot.start()]))
            parts.append(f"(?P<{slot[1]}>{_FIELDS[slot[2]]})")
            at = slot.end()
        parts.append(re.sub(r"\\\.$", r"\.?", re.escape(self.template[at:])))  # people leave the last dot out
        if at == len(self.template) and parts[-2].endswith(".*?)"):
            parts[-2] = parts[-2].replace(".*?)", ".*)")  # nothing follows that would end it
        return re.compile("".join(parts))

    def parse(self, line: str) -> ParsedMessage | None:
        """The facts, if ``line`` begins with this message."""
        if self.key not in line or not (match := self.pattern.match(line)):
            return None
        types = dict(_SLOT.findall(self.template))
        numbers: dict[str, int] = {}
        shapes: dict[str, Shape] = {}
        words: dict[str, str] = {}
        for name, text in match.groupdict().items():
            if types[name] == "i":
                numbers[name] = int(text)
            elif types[name] == "s":
                shapes[name] = _dims(text)
            else:
                words[name] = text
        op = _exact_op(self.op, numbers, shapes, words)
        known: dict[str, object] = {**words, **numbers, **shapes}
        return ParsedMessage(
            kind=self.kind,
            op=op,
            text=match[0],
            numbers=numbers,
            shapes=shapes,
            words=words,
            axes={role: names for role, dims in shapes.items() if (names := _axes(op, role, len(dims)))},
            rule=self.rule,
            math=_fill(self.math, known),
            sure=self.sure,
        )


def parse(message: str) -> ParsedMessage | None:
    """The shape fault that ``message`` tells of, or ``None`` when it tells of no shape.

    ``message`` may carry the exception's name and, as DataLoader workers send it, a whole traceback; the
    last line that is a known message counts. A message in the middle of a sentence does not: a user's own
    exception that merely mentions shapes is no fault of torch's.
    """
    found = [parsed for line in _candidates(message) for row in _rows(line) if (parsed := row.parse(line))]
    if not found and len(message) < _MOST_RETOLD:
        lines = (line[:1].swapcase() + line[1:] for line in _candidates(message))
        found = [parsed for line in lines for row in _rows(line) if (parsed := row.parse(line))]
    if not found:
        return None
    if found[0].kind != "state-dict":
        return found[0]
    # One message lists every parameter that does not fit: the first is shown, the rest counted.
    listed = [parsed for parsed in found if parsed.kind == "state-dict"]
    return replace(listed[-1], numbers={"count": len(listed)})


def _candidates(message: str) -> Iterator[str]:
    """Lines on which a message can start, last first, without the exception's name.

    einops goes on below, one blank in: its lines are one.
    """
    lines = message.strip().splitlines()[-400:]
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        # A frame's or a source line in a traceback is indented; a state_dict's keys are as well.
        if line[:1] == " ":
            continue
        yield _ERROR_NAME.sub("", " ".join(part.strip() for part in whole_message(lines, index)), count=1)


def whole_message(lines: list[str], at: int) -> list[str]:
    """The line ``at`` and those on which its message goes on."""
    return [lines[at], *itertools.takewhile(_goes_on, lines[at + 1 : at + 1 + _FURTHER])]


def _goes_on(line: str) -> bool:
    return line[:1] == " " and line[1:2] != " "


_FURTHER = 3
"""Most lines on which a message goes on."""


_ERROR_NAME = re.compile(
    r"^(?:\[rank\d+\]:\s*)?(?:E\s+)?(?:[\w.]+(?:Error|Exception|Warning|Exit)\b(?:\[\d+\])?:\s+)?"
    r"(?:invalid argument \d+: )?"  # as torch began before 1.5
)


def _dims(text: str) -> Dims:
    return Dims(-1 if part == "newaxis" else int(part) for part in re.findall(r"-?\d+|newaxis", text))


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


def _fill(template: str, known: dict[str, object]) -> str:
    try:
        return template.format_map(_Known(known))
    except (IndexError, AttributeError):  # a shape of another rank than the row expects
        return ""


def _exact_op(op: str, numbers: dict[str, int], shapes: dict[str, Shape], words: dict[str, str]) -> str:
    """Fill in ``conv#d`` from a rank in the message, and a name that the message gives itself."""
    if "op" in words:
        return words.pop("op")
    if not op.endswith("#d"):
        return op
    for role, extra in (("weight", 2), ("kernel", 0), ("least", 0), ("output", 1)):
        if role in shapes and 1 <= len(shapes[role]) - extra <= 3:
            return op.replace("#", str(len(shapes[role]) - extra))
    if "axes" in numbers and 3 <= numbers["axes"] <= 5:
        return op.replace("#", str(numbers["axes"] - 2))
    return op.removesuffix("#d")


_SPATIAL = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}


def _axes(op: str, role: str, rank: int) -> tuple[str, ...]:
    """Axis names as PyTorch's documentation of ``op`` writes them; empty where it depends."""
    dims = op[-2:-1]
    if op.startswith(("conv", "max_pool", "avg_pool", "batch_norm", "adaptive")) and dims in "123" and dims:
        spatial = _SPATIAL[int(dims)]
        if role == "input":
            by_rank = {len(spatial) + 2: ("N", "C", *spatial), len(spatial) + 1: ("C", *spatial)}
            return by_rank.get(rank, ())
        if role == "weight":
            first = ("in", "out/groups") if "transpose" in op else ("out", "in/groups")
            return (*first, *(f"k{axis}" for axis in spatial)) if rank == len(spatial) + 2 else ()
    if op == "cross_entropy" and role in ("input", "target"):
        spatial = {4: ("H", "W"), 3: ("L",), 2: ()}.get(rank if role == "input" else rank + 1, ())
        return ("N", "C", *spatial) if role == "input" else ("N", *spatial)
    if op in ("matmul", "bmm") and role in ("mat1", "mat2") and rank == 2:
        return ("rows", "features") if role == "mat1" else ("features", "out")
    return ()


_START = 4
_MOST_RETOLD = 4000
"""Characters of a text that may begin in another case than torch does: an older torch, or a person who retells it."""


def _rows(line: str) -> tuple[Message, ...]:
    """The rows that ``line`` may begin with."""
    return *_table().get(line[:_START], ()), *_table().get("", ())


@cache
def _table() -> dict[str, list[Message]]:
    """The rows by their first characters; those that begin with a slot under the empty string."""
    from shapefault.ops.message_table import MESSAGES

    table: dict[str, list[Message]] = {}
    for row in MESSAGES:
        message = Message(*row)
        start = message.template.partition("{")[0]
        table.setdefault(start[:_START] if len(start) >= _START else "", []).append(message)
    return table
