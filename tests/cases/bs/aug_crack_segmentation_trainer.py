import json
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import nn
from torch.utils.data import DataLoader, Dataset

cfg = {
    "model": {"n_classes": 2, "width": 16},
    "train": {"batch_size": 4, "lr": 0.05},
    "transform": [
        {"name": "rescale", "output_size": 96},
        {"name": "flip", "prob": 0.5},
    ],
}


class Rescale:
    def __init__(self, output_size):
        self.output_size = output_size

    def __call__(self, img, lbl):
        w, h = img.size
        if isinstance(self.output_size, int):
            if h > w:
                new_h, new_w = self.output_size * h // w, self.output_size
            else:
                new_h, new_w = self.output_size, self.output_size * w // h
        else:
            new_h, new_w = self.output_size
        return img.resize((new_w, new_h), Image.BILINEAR), lbl.resize((new_w, new_h), Image.NEAREST)


class Flip:
    def __init__(self, prob):
        self.prob = prob

    def __call__(self, *pair):
        return tuple(x.transpose(Image.FLIP_LEFT_RIGHT) for x in pair) if torch.rand(()) < self.prob else pair


def build_transforms(items):
    known = {"rescale": Rescale, "flip": Flip}
    return [known[i["name"]](**{k: v for k, v in i.items() if k != "name"}) for i in items]


class CrackFolder(Dataset):
    def __init__(self, root, split, transforms):
        self.root = Path(root)
        self.names = json.loads((self.root / f"{split}.json").read_text())
        self.transforms = transforms

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        img = Image.open(self.root / "images" / self.names[i]).convert("RGB")
        lbl = Image.open(self.root / "labels" / self.names[i])
        for t in self.transforms:
            img, lbl = t(img, lbl)
        x = torch.from_numpy(np.array(img, dtype=np.float32)).permute(2, 0, 1) / 127.5 - 1
        return {"image": x, "label": torch.from_numpy(np.array(lbl, dtype=np.int64))}


def collate_samples(samples):
    images = torch.stack([s["image"] for s in samples])
    return {"image": images, "label": torch.stack([s["label"] for s in samples])}


class FCN(nn.Module):
    def __init__(self, n_classes, width):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, width, 5, 4, 2), nn.BatchNorm2d(width), nn.ReLU())
        self.score = nn.Conv2d(width, n_classes, 1)

    def forward(self, x):
        return F.interpolate(self.score(self.down(x)), size=x.shape[2:], mode="bilinear")


class Trainer:
    def __init__(self, model, cfg, train_set, val_set):
        self.model = model
        self.train_loader = DataLoader(train_set, cfg["train"]["batch_size"], shuffle=True, collate_fn=collate_samples)
        self.val_loader = DataLoader(val_set, batch_size=1, collate_fn=collate_samples)
        self.optim = torch.optim.SGD(model.parameters(), cfg["train"]["lr"])

    def validate(self):
        self.model.eval()
        with torch.no_grad():
            hits = [(self.model(b["image"]).argmax(1) == b["label"]).float().mean() for b in self.val_loader]
        return torch.stack(hits).mean().item()

    def train(self):
        self.model.train()
        for batch in self.train_loader:
            loss = F.cross_entropy(self.model(batch["image"]), batch["label"])
            self.optim.zero_grad()
            loss.backward()
            self.optim.step()
        print(f"loss {loss.item():.3f} pixel acc {self.validate():.3f}")


torch.manual_seed(200)
with tempfile.TemporaryDirectory() as root:
    Path(root, "images").mkdir()
    Path(root, "labels").mkdir()
    files = [f"wall_{i:02d}.png" for i in range(12)]
    for i, f in enumerate(files):
        lbl = Image.new("L", (160, 120) if i % 2 else (192, 108))
        ImageDraw.Draw(lbl).line([(10, 20 + i), (150, 90 - i)], fill=1, width=4)
        Image.fromarray(200 - 120 * np.array(lbl)).convert("RGB").save(Path(root, "images", f))
        lbl.save(Path(root, "labels", f))
    for split, names in (("train", files[:8]), ("val", files[8:])):
        Path(root, split + ".json").write_text(json.dumps(names))
    steps = build_transforms(cfg["transform"])
    Trainer(FCN(**cfg["model"]), cfg, CrackFolder(root, "train", steps), CrackFolder(root, "val", steps)).train()
