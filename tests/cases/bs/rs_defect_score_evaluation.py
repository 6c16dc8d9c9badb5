import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms.functional import pil_to_tensor

SETTINGS = json.loads("""
{"category": "screw", "image_size": 64, "train_batch_size": 8, "eval_batch_size": 2,
 "num_nearest_neighbors": 3, "radius": 1e-5, "max_epochs": 2, "lr": 1e-3}
""")


def fake_mvtec(root, size):
    rng = np.random.default_rng(8)
    plan = {"train/good": 16, "test/good": 4, "test/scratch": 5}
    for part, n in plan.items():
        folder = root / part
        folder.mkdir(parents=True)
        for i in range(n):
            img = rng.normal(120, 6, (size, size, 3))
            if part.endswith("scratch"):
                img[20:24, 10:50] += 90
            Image.fromarray(img.clip(0, 255).astype(np.uint8)).save(folder / f"{i:03d}.png")


class MVTecAD(Dataset):
    def __init__(self, root, split):
        self.samples = sorted((root / split).glob("*/*.png"))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        path = self.samples[i]
        img = pil_to_tensor(Image.open(path)).float() / 255
        return {"image": img, "gt_label": torch.tensor(path.parent.name != "good"), "image_path": str(path)}


class SuperSimpleNet(nn.Module):
    def __init__(self, settings, dim=24):
        super().__init__()
        self.k, self.radius = settings["num_nearest_neighbors"], settings["radius"]
        self.feature_extractor = nn.Sequential(nn.Conv2d(3, 32, 5, 4, 2), nn.ReLU(), nn.Conv2d(32, 32, 3, 2, 1))
        self.descriptor = nn.Conv2d(32 + 2, dim, 1)
        self.register_buffer("memory_bank", torch.zeros(1, dim))

    def embed(self, x):
        with torch.no_grad():
            f = self.feature_extractor(x)
        b, _, h, w = f.shape
        ys, xs = torch.meshgrid(torch.linspace(-1, 1, h), torch.linspace(-1, 1, w), indexing="ij")
        f = torch.cat([f, torch.stack([ys, xs]).expand(b, -1, -1, -1)], dim=1)
        return self.descriptor(f)

    @torch.no_grad()
    def init_centroid(self, loader):
        total = [self.embed(batch["image"]).mean(0) for batch in loader]
        self.memory_bank = torch.stack(total).mean(0).flatten(1).t().contiguous()

    def distances(self, x):
        emb = self.embed(x)
        d = torch.cdist(emb.flatten(2).transpose(1, 2), self.memory_bank)
        return d.topk(self.k, dim=-1, largest=False).values, emb.shape[-2:]

    def forward(self, x):
        dist, (h, w) = self.distances(x)
        if self.training:
            return (dist.square() - self.radius).clamp(min=0).mean()
        soft = torch.softmax(-dist, dim=-1)[..., 0] * dist[..., 0]
        anomaly_map = soft.reshape(len(x), 1, h, w)
        return {"anomaly_map": anomaly_map, "pred_score": anomaly_map.amax(dim=(2, 3)).squeeze()}


def auroc(scores, labels):
    pos, neg = scores[labels], scores[~labels]
    return (pos[:, None] > neg[None, :]).float().mean().item()


class Engine:
    def __init__(self, settings):
        self.settings = settings

    def fit(self, model, loader):
        model.init_centroid(loader)
        optimizer = torch.optim.AdamW(model.descriptor.parameters(), self.settings["lr"])
        model.train()
        for epoch in range(self.settings["max_epochs"]):
            for batch in loader:
                loss = model(batch["image"])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(epoch, loss.item())

    @torch.no_grad()
    def test(self, model, loader):
        model.eval()
        scores, labels = [], []
        for batch in loader:
            out = model(batch["image"])
            scores.append(out["pred_score"])
            labels.append(batch["gt_label"])
        return {"image_AUROC": auroc(torch.cat(scores), torch.cat(labels))}


torch.manual_seed(1)
root = Path(tempfile.mkdtemp()) / SETTINGS["category"]
fake_mvtec(root, SETTINGS["image_size"])
train_data = DataLoader(MVTecAD(root, "train"), SETTINGS["train_batch_size"], shuffle=True)
test_data = DataLoader(MVTecAD(root, "test"), SETTINGS["eval_batch_size"])
model, engine = SuperSimpleNet(SETTINGS), Engine(SETTINGS)
engine.fit(model, train_data)
print(engine.test(model, test_data))
shutil.rmtree(root.parent)
