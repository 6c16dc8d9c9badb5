"""Explaining a shape error from its text alone: a message, a traceback, a log. No torch."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shapefault.integrations import fault_page
from shapefault.integrations.hints import hints
from shapefault.ops.messages import ParsedMessage, parse, whole_message
from shapefault.render.measure import Charset
from shapefault.render.places import dims

_WIDTH = 100
_MOST_LINES = 3000
_FRAME = re.compile(r'^(?P<before>.*?)File "(?P<file>.+?)", line (?P<line>\d+), in (?P<name>\S+)')
_RAISED = re.compile(r"Error|Exception|Assert")
_LIBRARY = re.compile(r"site-packages|dist-packages|[/\\]lib[/\\]python3|^<frozen|[/\\]Lib[/\\](?!site)")
_LAYER = re.compile(r"nn[/\\]modules[/\\](?!module\.py|container\.py)(\w+)\.py$")
_LAYERS = {
    "linear": "Linear",
    "sparse": "Embedding",
    "batchnorm": "BatchNorm",
    "instancenorm": "InstanceNorm",
    "normalization": "LayerNorm or GroupNorm",
    "rnn": "RNN, LSTM or GRU",
    "loss": "a loss",
    "pooling": "a pooling layer",
    "activation": "MultiheadAttention or an activation",
    "transformer": "a Transformer layer",
    "flatten": "Flatten or Unflatten",
    "upsampling": "Upsample",
    "padding": "a padding layer",
    "conv": "a convolution",
}


@dataclass(frozen=True)
class Frame:
    """One frame of a traceback in the text."""

    file: str
    line: int
    name: str
    code: str


@dataclass(frozen=True)
class Found:
    """A shape error found in a text."""

    message: ParsedMessage
    raised: str
    """The exception's name, empty where the text has none."""
    frames: tuple[Frame, ...]

    @property
    def user_frame(self) -> Frame | None:
        """The deepest frame outside of installed packages."""
        return next((one for one in reversed(self.frames) if not _LIBRARY.search(one.file)), None)

    @property
    def layer(self) -> str | None:
        """The kind of layer that the deepest frame in torch.nn.modules is of."""
        for frame in reversed(self.frames):
            if match := _LAYER.search(frame.file):
                if match[1] == "conv" and self.message.op.startswith("conv") and self.message.op[-1] == "d":
                    return "".join(part.capitalize() for part in self.message.op.split("_"))
                return _LAYERS.get(match[1], match[1])
        return None


def find(text: str) -> Found | None:
    """The last shape error in ``text``, with the frames of its traceback."""
    lines = text.splitlines()
    every = len(lines) <= _MOST_LINES
    frames: list[Frame] = []
    found: Found | None = None
    for at, line in enumerate(lines):
        if "Traceback (most recent call last)" in line:
            frames = []
        elif '", line ' in line and (match := _FRAME.match(line)):
            code = lines[at + 1].removeprefix(match["before"]).strip() if at + 1 < len(lines) else ""
            code = "" if _FRAME.match(code) or set(code) <= set("^~ ") else code
            frames.append(Frame(match["file"], int(match["line"]), match["name"], code))
        elif every or _RAISED.search(line):
            # A state_dict's sizes stand in indented lines; everything else begins its line.
            parsed = parse(line.strip() if line.startswith("\t") else "\n".join(whole_message(lines, at)))
            if parsed and (parsed.sure or found is None):
                if found and found.message.kind == parsed.kind == "state-dict":
                    continue  # the first parameter is enough
                raised = re.search(r"(\w+(?:Error|Exception)): ", line)
                found = Found(parsed, raised[1] if raised else "", tuple(frames))
    return found


def explain(found: Found) -> str:
    """What the text tells, what it makes likely, and what it cannot tell."""
    chars, message = Charset(), found.message
    title = f"{found.raised}: {message.text}" if found.raised else message.text
    lines = chars.fill("", chars.clean(title), _WIDTH, 2)
    lines.append("   |")
    frame = found.user_frame
    if frame:
        code = f"  {frame.code}" if frame.code else ""
        lines += _fact("line", f"{frame.file}:{frame.line} in {frame.name}{code}")
    if found.layer:
        lines += _fact("layer", found.layer)
    if message.op:
        lines += _fact("op", message.op)
    for role, shape in message.shapes.items():
        lines += _fact(role, dims(shape, message.axes.get(role, ())))
    if message.rule:
        lines += _fact("rule", message.rule)
    if message.math:
        lines += _fact("math", message.math)
    lines += _likely(message)
    lines += _unknown(found)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _fact(name: str, text: str) -> list[str]:
    chars = Charset()
    start = f"   = {name}: "
    return chars.fill(start, chars.clean(text), _WIDTH, len(start))


def _likely(message: ParsedMessage) -> list[str]:
    """What to look at, most likely first, with the codes of faults that have a page."""
    lines: list[str] = []
    shown: list[str] = []
    for number, hint in enumerate(hints(message), 1):
        code = fault_page.named(hint.fault)
        tag = f" [{code}]" if code else ""
        lines += Charset().fill(f"  {number}. ", hint.text + tag, _WIDTH, 5)
        if code and code not in shown:
            shown.append(code)
    if lines:
        lines.insert(0, "look at, most likely first:")
    shown += [code for code in fault_page.about(message.op) if code not in shown]
    for code in shown[:3]:
        lines += Charset().fill(f"more: shapefault explain {code}   ", fault_page.heads()[code].title, _WIDTH, 6)
    return lines


def _unknown(found: Found) -> list[str]:
    numbers = [str(found.message.numbers[name]) for name in ("got", "a", "b", "numel") if name in found.message.numbers]
    what = f"which line made the {numbers[0]}" if numbers else "which line decided the sizes"
    text = f"not known from the text: {what}, and whether the data or the model is wrong"
    if found.user_frame is None:
        text += "; the text has no line of yours"
    run = "to learn it: shapefault run SCRIPT (it reads both off the failing program, and runs the edits)"
    return [*Charset().fill("", text, _WIDTH, 2), run]
