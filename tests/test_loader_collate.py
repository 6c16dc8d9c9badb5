"""Facts about batches that cannot be joined, from real loaders over real files."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from loader_programs import photos, run

SIZES = [(500, 375), (333, 500), (500, 375), (400, 400), (375, 500)]

PHOTOS = """
import os
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T

tf = T.Compose([T.Resize(256), T.ToTensor()])

class Photos(Dataset):
    def __init__(self, folder, tf=tf):
        self.paths = sorted(os.path.join(folder, f) for f in os.listdir(folder))
        self.tf = tf
    def __len__(self):
        return len(self.paths)
    def __getitem__(self, i):
        print("noise")
        image = Image.open(self.paths[i])
        return self.tf(image), i % 2
"""


@pytest.mark.parametrize("workers", [0, 2])
def test_sizes_differ_after_an_int_resize(tmp_path, workers, capsys):
    folder = photos(tmp_path / "photos", SIZES)
    facts = run(
        tmp_path,
        PHOTOS + f"train = DataLoader(Photos({str(folder)!r}), batch_size=4, num_workers={workers})\n"
        "for x, y in train:\n    pass\n",
    )
    assert facts.where == "collate"
    assert facts.name == "train"
    assert facts.batch == 0
    assert facts.worker == (0 if workers else None)
    assert facts.batch_size == 4
    assert facts.loader_site.text.startswith("DataLoader(Photos(")
    assert facts.dataset_type == "Photos"
    assert facts.getitem_where[1] == 15
    assert facts.leaf == "[0]" and facts.differing == (1, 2) and facts.conflict.reason == "shape"
    first, second = facts.samples[:2]
    assert (first.index, second.index) == (0, 1)
    assert first.file.endswith("000.jpg") and second.file.endswith("001.jpg")
    assert first.leaf("[0]").shape == (3, 256, 341) and second.leaf("[0]").shape == (3, 384, 256)
    steps = {s.name: s for s in first.steps if s.kind == "transform"}
    assert list(steps) == ["Resize", "ToTensor"]
    assert steps["Resize"].before.shape == (3, 375, 500) and steps["Resize"].after.shape == (3, 256, 341)
    assert steps["Resize"].site.text == "T.Resize(256)" and steps["Resize"].site.line == 7
    assert steps["Resize"].container.text == "T.Compose([T.Resize(256), T.ToTensor()])"
    assert steps["Resize"].call.text == "self.tf(image)"
    opened = next(s for s in first.steps if s.kind == "call")
    assert opened.call.text == "Image.open(self.paths[i])" and opened.after.shape == (3, 375, 500)
    assert facts.scanned == 5 and facts.total == 5
    assert facts.shapes[0] == ((3, 256, 341), 2)
    assert facts.misleading is ("storage" in facts.message)


def test_a_loader_without_a_name_is_known_by_its_loop(tmp_path):
    folder = photos(tmp_path / "photos", SIZES)
    facts = run(tmp_path, PHOTOS + f"for x, y in DataLoader(Photos({str(folder)!r}), batch_size=4):\n    pass\n")
    assert facts.name is None
    assert facts.loop.text == f"DataLoader(Photos({str(folder)!r}), batch_size=4)"


@pytest.mark.parametrize("mode, bands", [("L", 1), ("RGBA", 4), ("CMYK", 4), ("LA", 2), ("P", 1)])
def test_channels_differ(tmp_path, mode, bands):
    folder = tmp_path / "photos"
    folder.mkdir()
    for i in range(4):
        kind = mode if i == 2 else "RGB"
        name = f"{i}.jpg" if kind == "CMYK" else f"{i}.png"
        Image.new(kind, (40, 30)).save(folder / name)
    facts = run(
        tmp_path,
        PHOTOS.replace("T.Resize(256), ", "")
        + f"for batch in DataLoader(Photos({str(folder)!r}), batch_size=4):\n    pass\n",
    )
    assert [s.index for s in facts.samples[:2]] == [0, 2] or mode == "CMYK"
    assert facts.differing == (0,)
    opened = [next(s for s in sample.steps if s.kind == "call").after for sample in facts.samples[:2]]
    assert [v.mode for v in opened] == ["RGB", mode]
    assert facts.samples[1].leaf("[0]").shape == (bands, 30, 40)


BODY = """
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

class Data(Dataset):
    def __len__(self):
        return 6
    def __getitem__(self, i):
        {body}
"""
LOOP = "loader = DataLoader(Data(), batch_size=3, num_workers={workers})\nfor batch in loader:\n    pass\n"


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(
    "body, path, reason, axes",
    [
        ("return torch.zeros(5 + i, 8), i", "[0]", "shape", (0,)),
        ("return np.zeros((4, 5 + i)), i", "[0]", "shape", (1,)),
        ("return {'x': torch.zeros(3), 'y': torch.zeros(*[2] * (1 + i % 2))}", "['y']", "rank", ()),
        ("return {'a': 1, 'b': 2} if i != 1 else {'a': 1}", "", "keys", ()),
        ("return [1] * (3 + i)", "", "length", ()),
        ("return torch.zeros(3), [1] * (3 + i)", "[1]", "length", ()),
        ("return None if i == 1 else torch.zeros(3)", "", "type", ()),
        ("return torch.zeros(3), None", "[1]", "unsupported", ()),
        ("return {'x': np.array(['a', 'b'])}", "['x']", "unsupported", ()),
        ("return __import__('PIL.Image').Image.new('RGB', (4, 5)), i", "[0]", "unsupported", ()),
    ],
)
def test_the_leaf_that_disagrees(tmp_path, body, path, reason, axes, workers):
    facts = run(tmp_path, BODY.format(body=body) + LOOP.format(workers=workers))
    assert facts.where == "collate"
    assert (facts.leaf, facts.conflict.reason, facts.differing) == (path, reason, axes)
    assert facts.name == "loader" and facts.samples[0].position is not None


def test_a_later_batch_and_a_subset(tmp_path):
    body = "return torch.zeros(3 if i != 4 else 2)"
    facts = run(tmp_path, BODY.format(body=body) + LOOP.format(workers=0))
    assert facts.batch == 1 and [s.index for s in facts.samples[:2]] == [3, 4]
    subset = "part = torch.utils.data.Subset(Data(), [5, 4, 0])\nloader = DataLoader(part, batch_size=3)\n"
    facts = run(tmp_path, BODY.format(body=body) + subset + "for batch in loader:\n    pass\n")
    assert facts.dataset_type == "Data" and [s.index for s in facts.samples[:2]] == [0, 1]


def test_steps_of_code_without_transforms(tmp_path):
    for i in range(3):
        np.save(tmp_path / f"{i}.npy", np.zeros((4, 5 + i), dtype=np.float32))
    body = f"array = np.load({str(tmp_path)!r} + f'/{{i}}.npy')\n        x = torch.from_numpy(array)\n        return x"
    facts = run(tmp_path, BODY.replace("return 6", "return 3").replace("{body}", body) + LOOP.format(workers=0))
    first, second = facts.samples[:2]
    assert first.file.endswith("0.npy") and second.file.endswith("1.npy")
    assert [(s.name, s.after.shape) for s in first.steps if s.kind == "assign"] == [
        ("array", (4, 5)),
        ("x", (4, 5)),
    ]


def test_an_own_collate_function(tmp_path):
    own = "def join(batch):\n    return torch.stack([x for x, _ in batch])\n"
    body = "return torch.zeros(3 + i), i"
    facts = run(
        tmp_path,
        BODY.format(body=body) + own + LOOP.format(workers=0).replace(")\nfor", ", collate_fn=join)\nfor"),
    )
    assert facts.collate == "join" and facts.leaf == "[0]"
    assert facts.samples[0].error_at.text == "torch.stack([x for x, _ in batch])"


def test_an_iterable_data_set(tmp_path):
    text = """
import torch
from torch.utils.data import DataLoader, IterableDataset

class Stream(IterableDataset):
    def __iter__(self):
        for i in range(6):
            yield torch.zeros(3 + i // 2)

loader = DataLoader(Stream(), batch_size=3, num_workers={workers})
for batch in loader:
    pass
"""
    for workers in (0, 1):
        facts = run(tmp_path, text.format(workers=workers))
        assert facts.where == "collate" and facts.differing == (0,)
        assert [s.index for s in facts.samples] == [0, 2]


def test_nothing_of_the_program_is_disturbed(tmp_path, capsys):
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    body = "print('again'); torch.rand(3); return torch.zeros(3 + i)"
    before = tmp_path / "count"
    facts = run(tmp_path, BODY.format(body=body) + LOOP.format(workers=0), on_crash=lambda: before.touch())
    assert facts is not None
    assert capsys.readouterr().out.count("again") == 3
    assert expected.shape == torch.rand(1).shape


def test_time_is_bounded(tmp_path):
    import time

    body = "\n        for _ in range(10 ** 8 if i and SLOW else 1): pass\n        return torch.zeros(3 + i)"
    text = BODY.format(body=body).replace("class Data", "SLOW = False\nclass Data") + LOOP.format(workers=0)
    began: list[float] = []

    def slow(namespace):
        namespace["SLOW"] = True
        began.append(time.monotonic())

    facts = run(tmp_path, text, on_namespace=slow, budget_s=2)
    assert facts.differing == (0,)
    assert time.monotonic() - began[0] < 5
