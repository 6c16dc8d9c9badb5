"""Each fault of data loading: its example is recognised, and one of its first candidate edits repairs it."""

from __future__ import annotations

import contextlib
import io
import sys
import textwrap
import types
from dataclasses import dataclass

import pytest

from shapefault.faults import Cause, all_faults
from shapefault.model import Fix
from shapefault.observe import hooks
from shapefault.observe.crash import Crash
from shapefault.observe.mismatch import Mismatch
from shapefault.observe.trace import Trace
from shapefault.source.frames import frames_of

hooks.arm()
FAULTS = {f.code: f for f in all_faults() if f.code.startswith("SF3")}
PREAMBLE = "import torch\nfrom torch import nn\n"


@dataclass
class Found:
    code: str
    cause: Cause
    candidates: list[Fix]


def execute(path, text):
    path.write_text(text)
    module = sys.modules["program"] = types.ModuleType("program")
    module.__dict__["__file__"] = str(path)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, str(path), "exec"), module.__dict__)


def found_in(path, text):
    try:
        execute(path, text)
    except Exception as exc:
        crash = Crash(exc, [f for f in frames_of(exc.__traceback__) if f.file != __file__])
        trace = Trace(crash)
        mismatch = trace.mismatch or Mismatch("collate")
        matched = [(f, c) for f in FAULTS.values() if (c := f.cause(mismatch, trace)) is not None]
        if not matched:
            return None
        fault, cause = max(matched, key=lambda m: m[1].confidence)
        fixes = sorted(fault.fixes(cause, mismatch, trace), key=lambda f: -f.prior)
        fault.rejected(cause, mismatch, trace)
        return Found(fault.code, cause, fixes)
    return None


def patched(text: str, fix: Fix) -> str:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for edit in sorted(fix.edits, key=lambda e: e.span.start, reverse=True):
        a = starts[edit.span.start[0] - 1] + edit.span.start[1] - 1
        b = starts[edit.span.end[0] - 1] + edit.span.end[1] - 1
        text = text[:a] + edit.content + text[b:]
    return text


def passing(tmp_path, text, candidates, limit=4):
    """Which of the first candidates make the program end."""
    good = []
    for i, fix in enumerate(candidates[:limit]):
        try:
            execute(tmp_path / f"fixed{i}.py", patched(text, fix))
        except Exception:
            continue
        good.append(fix)
    return good


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_the_example_is_recognised_and_repaired(tmp_path, code):
    fault = FAULTS[code]
    text = PREAMBLE + textwrap.dedent(fault.example)
    found = found_in(tmp_path / "program.py", text)
    assert found is not None and found.code == code
    first = fault.expected.strip().splitlines()[0]
    assert f"error[{code}]: {found.cause.message}" == first
    if code != "SF300":
        assert found.cause.culprit is not None
        assert found.candidates and passing(tmp_path, text, found.candidates, 1)
        execute(tmp_path / "fixed.py", PREAMBLE + textwrap.dedent(fault.fixed))


PHOTOS = """
from PIL import Image
from torch.utils.data import DataLoader, Dataset
{imports}
{tf}

class Photos(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        image = {image}
        return {result}, i

loader = DataLoader(Photos(), batch_size=4, num_workers={workers})
for images, labels in loader:
    assert images.shape[0] == 4 and images.shape[1] == {channels}
"""
SIZES = 'Image.new("RGB", (60 + i, 40))'
MODES = 'Image.new("L" if i == 3 else "RGB", (40, 40))'


@pytest.mark.parametrize(
    "code, tf, image, result, line",
    [
        ("SF301", "tf = T.ToTensor()", SIZES, "tf(image)", "tf = T.Compose([T.Resize(("),
        ("SF301", "tf = T.Compose([\n    T.Resize(size=32),\n    T.ToTensor(),\n])", SIZES, "tf(image)", "CenterCrop(32)"),
        ("SF301", "steps = [T.ToTensor()]\ntf = T.Compose(steps)", SIZES, "tf(image)", "steps = [T.Resize(("),
        ("SF301", "SIZE = 32\ntf = T.Compose([T.ToTensor()])", SIZES, "tf(image)", "T.Resize((SIZE, SIZE))"),
        ("SF302", "tf = T.ToTensor()", MODES, "tf(image)", '.convert("RGB")'),
        ("SF302", "tf = T.ToTensor()", MODES + ".resize((30, 30))", "tf(image)", '.convert("RGB")'),
        (
            "SF302",
            "tf = T.ToTensor()",
            'Image.new("L" if i == 3 else "RGB", (40 + i, 40))',
            "tf(image)",
            '.convert("RGB")',
        ),
        (
            "SF306",
            "tf = T.Compose([T.ToTensor(), T.Normalize([0.5] * 3, [0.5] * 3)])",
            MODES,
            "tf(image)",
            '.convert("RGB")',
        ),
        ("SF307", "tf = T.Compose([T.Normalize([0.5], [0.5]), T.ToTensor()])", MODES.replace("L", "RGB"), "tf(image)", "T.ToTensor(), T.Normalize"),
        ("SF305", "tf = T.Compose([T.RandomCrop(50), T.Resize((60, 60)), T.ToTensor()])", SIZES, "tf(image)", "T.Resize((60, 60)), T.RandomCrop(50)"),
    ],
)  # fmt: skip
def test_variants(tmp_path, code, tf, image, result, line):
    fill = {
        "imports": "from torchvision import transforms as T",
        "tf": tf,
        "image": image,
        "result": result,
        "channels": 3,
    }
    text = PHOTOS.format(**fill, workers=0)
    found = found_in(tmp_path / "program.py", text)
    assert found.code == code
    good = passing(tmp_path, text, found.candidates)
    assert good and line in patched(text, good[0])


DATA = """
from torch.utils.data import DataLoader, Dataset

class Data(Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, i):
        {body}

def main():
    for batch in DataLoader(Data(), batch_size=3, num_workers={workers}):
        {use}

main()
"""


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(
    "code, body, use, line",
    [
        ("SF303", "wave = torch.rand(1, 50 + i)\n        return wave, i", "nn.Conv1d(1, 2, 3)(batch[0])", "wave = torch.nn.functional.pad(wave"),
        ("SF303", "return {'x': torch.rand(5 + i, 2), 'n': i}", "assert batch['x'].shape[2] == 2", "collate_fn=pad_batch"),
        ("SF303", "return torch.rand(3, 9, 9), {'boxes': torch.rand(1 + i, 4)}", "assert len(batch[1]) == 3", "collate_fn=keep_apart"),
        ("SF304", "label = None\n        return {'x': torch.rand(3), 'y': label}", "batch['x'].shape", "if value is not None"),
        ("SF304", "return torch.rand(3), None", "batch[0].shape", "return torch.rand(3), -1"),
        ("SF301", "patch = torch.rand(3, 20 + i, 20)\n        return patch", "nn.Conv2d(3, 2, 3)(batch)", "torch.nn.functional.interpolate(patch[None]"),
        ("SF309", "x = torch.rand(8, 9, 3)\n        return x.permute(0, 3, 1, 2)", "nn.Conv2d(3, 2, 3)(batch)", "x.permute(2, 0, 1)"),
    ],
)  # fmt: skip
def test_own_data_sets(tmp_path, code, body, use, line, workers):
    text = PREAMBLE + DATA.format(body=body, use=use, workers=workers)
    found = found_in(tmp_path / "program.py", text)
    assert found.code == code and found.cause.culprit is not None
    good = passing(tmp_path, text, found.candidates)
    assert good and line in patched(text, good[0])


def test_what_has_nothing_to_do_with_shapes_is_not_claimed(tmp_path):
    text = PREAMBLE + DATA.format(body="return {'a': torch.rand(3)}['b']", use="pass", workers=0)
    assert found_in(tmp_path / "program.py", text) is None
