"""Facts about samples that a transform, or the data set itself, could not make."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from loader_programs import run

PROGRAM = """
import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T
from torchvision.transforms import v2

class Shift:
    def __call__(self, x):
        return x + torch.zeros(7)

def halve(x):
    return x.reshape(2, -1, 5)

class Data(Dataset):
    def __init__(self, tf):
        self.tf = tf
    def __len__(self):
        return 5
    def __getitem__(self, i):
        image = {image}
        return self.tf(image), i

tf = {tf}
loader = DataLoader(Data(tf), batch_size=3, num_workers={workers})
for batch in loader:
    pass
"""
RGB = "Image.new('RGB', (40 - i * 10, 30))"
GRAY_LATER = "Image.new('L' if i == 2 else 'RGB', (40, 30))"


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(
    "image, tf, index, name, before, built",
    [
        (
            RGB,
            "T.Compose([T.RandomCrop(24), T.ToTensor()])",
            2,
            "RandomCrop",
            (3, 30, 20),
            "T.RandomCrop(24)",
        ),
        (
            GRAY_LATER,
            "T.Compose([T.ToTensor(), T.Normalize([0.5] * 3, [0.5] * 3)])",
            2,
            "Normalize",
            (1, 30, 40),
            "T.Normalize([0.5] * 3, [0.5] * 3)",
        ),
        ("np.zeros((4, 3, 8, 8))", "T.ToTensor()", 0, "ToTensor", (4, 3, 8, 8), "T.ToTensor()"),
        ("np.zeros((8, 8, 3), np.uint8)", "T.Compose([T.Resize(4)])", 0, "Resize", (8, 8, 3), "T.Resize(4)"),
        ("torch.zeros(5, 3, 8, 8)", "T.ToPILImage()", 0, "ToPILImage", (5, 3, 8, 8), "T.ToPILImage()"),
        (
            "torch.zeros(3, 8, 8)",
            "T.Compose([T.Lambda(lambda v: v.permute(0, 2, 3, 1))])",
            0,
            "Lambda",
            (3, 8, 8),
            "T.Lambda(lambda v: v.permute(0, 2, 3, 1))",
        ),
        (RGB, "T.Compose([T.FiveCrop(10), T.ToTensor()])", 0, "ToTensor", (5,), "T.ToTensor()"),
        ("torch.zeros(3, 8, 8)", "T.Compose([Shift()])", 0, "Shift", (3, 8, 8), None),
        ("torch.zeros(3, 8, 8)", "T.Compose([halve])", 0, "halve", (3, 8, 8), "def halve(x):"),
        (
            "Image.new('RGB', (40, 30))",
            "v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32), v2.Normalize([0.5] * 2, [0.5] * 2)])",
            0,
            "Normalize",
            (3, 30, 40),
            "v2.Normalize([0.5] * 2, [0.5] * 2)",
        ),
        (
            "torch.zeros(3, 8, 8)",
            "torch.nn.Sequential(T.CenterCrop(6), T.Normalize([0.5] * 2, [0.5] * 2))",
            0,
            "Normalize",
            (3, 6, 6),
            "T.Normalize([0.5] * 2, [0.5] * 2)",
        ),
    ],
)
def test_the_step_that_raised(tmp_path, image, tf, index, name, before, built, workers):
    facts = run(tmp_path, PROGRAM.format(image=image, tf=tf, workers=workers))
    assert facts.where == "transform" and facts.name == "loader" and facts.batch == 0
    assert facts.worker == (0 if workers else None)
    sample = facts.samples[0]
    assert sample.index == index and sample.position == index
    step = sample.failed
    assert step.name == name and step.before.shape == before and step.after is None
    assert sample.error and step.error.split(":")[0] == sample.error.split(":")[0]
    if built is not None:
        assert step.site.text == built
    if "Compose" in tf or "Sequential" in tf:
        assert step.container.text == tf
    assert sample.replayed or workers


def test_samples_that_pass_are_counted(tmp_path):
    facts = run(
        tmp_path,
        PROGRAM.format(image=GRAY_LATER, tf="T.Compose([T.ToTensor(), T.Normalize([0.5] * 3, [0.5] * 3)])", workers=0),
    )
    assert (facts.scanned, facts.failures) == (5, 1)
    assert facts.shapes == (((3, 30, 40), 4), ((1, 30, 40), 1))
    assert facts.samples[1].index == 0 and facts.samples[1].leaf("[0]").shape == (3, 30, 40)


def test_a_container_lists_only_its_parts(tmp_path):
    tf = "T.Compose([T.RandomApply([T.Grayscale()], p=1.0), T.ToTensor(), T.Normalize([0.5] * 3, [0.5] * 3)])"
    facts = run(tmp_path, PROGRAM.format(image="Image.new('RGB', (40, 30))", tf=tf, workers=0))
    steps = [(s.name, s.before.shape[0], s.after and s.after.shape[0]) for s in facts.samples[0].steps if s.before]
    assert steps == [("Grayscale", 3, 1), ("ToTensor", 1, 1), ("Normalize", 1, None)]


BODY = """
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

class Odd(Exception):
    def __init__(self, a, b):
        super().__init__(a)

class Data(Dataset):
    def __len__(self):
        return 6
    def __getitem__(self, i):
        if i != 4:
            return torch.zeros(3)
        x = torch.zeros(4, 6)
        {body}

loader = DataLoader(Data(), batch_size=3, num_workers={workers})
for batch in loader:
    pass
"""


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize(
    "body, text, word",
    [
        ("return x.view(5, 5)", "x.view(5, 5)", "invalid for input"),
        ("return np.zeros((2, 3)).reshape(4, 4)", "np.zeros((2, 3)).reshape(4, 4)", "reshape"),
        ("return {'a': 1}['b']", "{'a': 1}['b']", "b"),
        ("raise Odd(1, 2)", "raise Odd(1, 2)", "1"),
        ("return x[7]", "x[7]", "out of bounds"),
    ],
)
def test_an_error_of_the_data_set_itself(tmp_path, body, text, word, workers):
    facts = run(tmp_path, BODY.format(body=body, workers=workers))
    assert facts.where == "getitem" and facts.batch == 1 and facts.worker == (1 if workers else None)
    sample = facts.samples[0]
    assert (sample.index, sample.position) == (4, 1)
    assert sample.error_at.text == text and word in facts.message
    assert facts.getitem_where[1] == 13
    assert workers or "x" in [s.name for s in sample.steps]


def test_image_folder_names_the_file(tmp_path):
    folder = tmp_path / "images" / "cats"
    folder.mkdir(parents=True)
    for i in range(4):
        Image.new("RGB", (40, 10 if i == 3 else 30)).save(folder / f"{i}.png")
    text = f"""
from torch.utils.data import DataLoader
from torchvision import datasets, transforms as T
tf = T.Compose([T.RandomCrop(20), T.ToTensor()])
data = datasets.ImageFolder({str(tmp_path / "images")!r}, tf)
loaders = {{"train": DataLoader(data, batch_size=4)}}
for x, y in loaders["train"]:
    pass
"""
    facts = run(tmp_path, text)
    assert facts.name == "loaders['train']"
    assert facts.samples[0].file == str(folder / "3.png")
    assert facts.dataset_type == "ImageFolder" and facts.getitem_where is None
    assert facts.dataset_site.text.startswith("datasets.ImageFolder(")
    assert np.prod(facts.samples[0].failed.before.shape) == 3 * 40 * 10


def test_no_batching(tmp_path):
    text = BODY.format(body="return x.view(5, 5)", workers=0).replace("batch_size=3", "batch_size=None")
    facts = run(tmp_path, text)
    assert facts.samples[0].index == 4 and facts.where == "getitem"


def test_a_crash_elsewhere_is_not_ours(tmp_path):
    assert run(tmp_path, "import torch\ntorch.zeros(3).view(4)\n") is None
    text = BODY.format(body="return torch.zeros(3)", workers=0).replace("    pass\n", "    batch.view(5)\n")
    assert run(tmp_path, text) is None
