"""What a class says of the stage that an edit within it belongs to."""

from __future__ import annotations

import ast

import pytest

from shapefault.diagnose.stage import by_place
from shapefault.faults.rewrite.stages import stage_of_class
from shapefault.model import Edit, Fix, Span, Stage

CLASSES = {
    "class A(Dataset):\n    pass": Stage.DATA_LOADING,
    "class A(torch.utils.data.IterableDataset):\n    pass": Stage.DATA_LOADING,
    "class A:\n    def __getitem__(self, i): ...": Stage.DATA_LOADING,
    "class A:\n    def __call__(self, x): ...": Stage.AUGMENTATION,
    "class A(nn.Module):\n    def forward(self, x): ...": None,
    "class TripletLoss:\n    def __call__(self, x, y): ...": None,
    "class A:\n    def run(self): ...": None,
}


@pytest.mark.parametrize("text", CLASSES)
def test_what_a_class_is_about(text):
    assert stage_of_class(ast.parse(text).body[0]) == CLASSES[text]


PROGRAM = """
def shared(x):
    return x

def own(x):
    return x

class Clips(Dataset):
    def __getitem__(self, i):
        return own(shared(i))

class Net(Module):
    def forward(self, x):
        return shared(x)
"""


@pytest.mark.parametrize(
    ("line", "stage", "wanted"),
    [
        (10, Stage.LAYER_CONFIG, Stage.DATA_LOADING),
        (10, Stage.RESHAPE, Stage.DATA_LOADING),
        (10, Stage.LOSS_TARGET, Stage.LOSS_TARGET),
        (6, Stage.RESHAPE, Stage.DATA_LOADING),  # what a data set alone calls
        (3, Stage.RESHAPE, Stage.RESHAPE),
        (14, Stage.RESHAPE, Stage.RESHAPE),
        (14, None, None),
    ],
)
def test_a_place_tells_the_stage(line, stage, wanted, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    edit = Edit(Span(str(path), (line, 1), (line, 2), " "), "")
    assert by_place(Fix("", (edit,), stage=stage)).stage == wanted
