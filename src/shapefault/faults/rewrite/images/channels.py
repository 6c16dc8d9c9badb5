"""The channels of images where they are read: ``convert("RGB")``, ``Grayscale``, ``Normalize``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapefault.faults.rewrite.bench import bench_of, fix, wrapped
from shapefault.faults.rewrite.keywords import set_keyword
from shapefault.faults.rewrite.samples.samples import named_transform
from shapefault.model import Edit, Fix, Span, Stage
from shapefault.observe.trace import Trace
from shapefault.source.files import parent
from shapefault.source.project import CallPlace, callee

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_TO_TENSOR = ("ToTensor", "PILToTensor", "ToImage")
_RGB_READERS = ("ImageFolder", "DatasetFolder")
"""Data sets that open every file as RGB, whatever it is: what the program can change is the transform behind."""


def image_channels(trace: Trace, got: int, want: int, prior: float) -> Iterator[Fix]:
    """Give the images ``want`` channels where they are opened, converted, or made."""
    calls = bench_of(trace).project.calls
    mode = _MODES.get(want)
    for call in calls.get("convert", []):
        argument = call.node.args[0] if call.node.args else None
        if mode and isinstance(argument, ast.Constant) and argument.value == _MODES.get(got):
            yield fix(
                f"open the images as {mode}",
                Edit(call.source.span(argument), f'"{mode}"'),
                prior + (0.1 if want != 4 else -0.06),  # pictures have three colours, a fourth plane is asked for
                stage=Stage.DATA_LOADING,
                why=f"the images are opened with {got} channels, the model takes {want}",
            )
    for call in calls.get("Grayscale", []):
        yield from _grayscale(call, got, want, prior + 0.08)
    if mode:
        for call in [*calls.get("open", []), *calls.get("fromarray", [])]:
            if _opens_image(call) and not _converted(call):
                end = call.span.end
                yield fix(
                    f"open the images as {mode}",
                    Edit(Span(call.source.path, end, end), f'.convert("{mode}")'),
                    prior + (0.14 if callee(call.node) == "open" else 0.04),
                    stage=Stage.DATA_LOADING,
                    why=f"pictures with {got} channel{'s' if got > 1 else ''} are taken as they are",
                )
    fixed = any(name in bench_of(trace).project.calls for name in _RGB_READERS)
    if want in (1, 3):
        for name in _TO_TENSOR:
            for call in calls.get(name, []):
                written, imports = named_transform(call.source, f"Grayscale({want if want > 1 else ''})")
                yield fix(
                    f"convert the images to {want} channel{'s' if want > 1 else ''} before {name}",
                    (Edit(_at(call), f"{written}, "), *imports),
                    prior + (0.12 if fixed and got == 3 else -0.01),
                    stage=Stage.DATA_LOADING,  # no transform put them there, one can take them away
                    why=f"the images have {got} channels, the model takes {want}",
                )
    for call in calls.get("FakeData", []):
        for keyword in call.node.keywords:
            if keyword.arg == "image_size" and isinstance(keyword.value, ast.Tuple):
                first = keyword.value.elts[0]
                yield fix(
                    f"make images of {want} channels",
                    Edit(call.source.span(first), str(want)),
                    prior - 0.2,
                    stage=Stage.DATA_LOADING,
                    why=f"images of {got} channels are made here",
                )


def _at(call: CallPlace) -> Span:
    """Where the list of steps begins that the call is in; the call itself where it is in none."""
    around = parent(call.node)
    first = around.elts[0] if isinstance(around, ast.List) else call.node
    start = call.source.span(first).start
    return Span(call.source.path, start, start)


def _grayscale(call: CallPlace, got: int, want: int, prior: float) -> Iterator[Fix]:
    if want == 3 and got == 1:
        edit = (
            Edit(call.source.span(call.node.args[0]), "3")
            if call.node.args
            else set_keyword(call, "num_output_channels", "3")
        )
        yield fix(
            "let Grayscale give three equal channels", edit, prior, stage=Stage.AUGMENTATION,
            why="Grayscale leaves one channel, the model takes 3",
        )  # fmt: skip


def opened_as_they_are(trace: Trace, mode: str, prior: float) -> Iterator[Fix]:
    """``convert`` behind each reading that lacks it, where another in the program has it."""
    calls = bench_of(trace).project.calls
    read = [call for call in calls.get("open", []) if _opens_image(call)]
    if not any(_converted(call) for call in read):
        return
    for call in read:
        if not _converted(call):
            edit = wrapped(call.source, call.node, f'{{}}.convert("{mode}")')
            why = "it is opened as it is, others are converted"
            yield fix(f"open this as {mode}", edit, prior, stage=Stage.DATA_LOADING, why=why)


def _opens_image(call: CallPlace) -> bool:
    function = call.node.func
    return isinstance(function, ast.Attribute) and ast.unparse(function.value).endswith("Image")


def _converted(call: CallPlace) -> bool:
    around = parent(call.node)
    return isinstance(around, ast.Attribute) and around.attr == "convert"


def class_name(call: CallPlace) -> str:
    """The class that a call builds."""
    return callee(call.node)
