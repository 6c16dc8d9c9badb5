"""Pre-train a small clip classifier on many actions, then fine-tune it on a few."""
import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

PRETRAIN = {"num_classes": 80, "epochs": 1, "lr": 0.05, "resume": None}
FINETUNE = {"num_classes": 10, "epochs": 1, "lr": 0.01, "resume": "pretrain.pyth"}


class TinyVideoNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv3d(3, 8, (1, 5, 5), (1, 2, 2), (0, 2, 2)), nn.BatchNorm3d(8), nn.ReLU())
        self.res2 = nn.Sequential(nn.Conv3d(8, 16, 3, (1, 2, 2), 1), nn.BatchNorm3d(16), nn.ReLU())
        self.pool = nn.AdaptiveAvgPool3d(1)
        self.projection = nn.Linear(16, num_classes)

    def forward(self, clip):
        x = self.pool(self.res2(self.stem(clip))).flatten(1)
        return self.projection(x)


def clips(num_classes, n=16):
    g = torch.Generator().manual_seed(num_classes)
    data = TensorDataset(torch.rand(n, 3, 4, 24, 24, generator=g), torch.randint(0, num_classes, (n,), generator=g))
    return DataLoader(data, batch_size=8)


def save_checkpoint(path, model, optimizer, epoch):
    state = {"epoch": epoch, "model_state": model.state_dict(), "optimizer_state": optimizer.state_dict()}
    torch.save(state, path)


def load_checkpoint(path, model, optimizer=None):
    checkpoint = torch.load(path)
    own = model.state_dict()
    matching = {k: v for k, v in checkpoint["model_state"].items() if k in own and own[k].shape == v.shape}
    not_loaded = sorted(set(own) - set(matching))
    if not_loaded:
        print("network weights not loaded:", ", ".join(not_loaded))
    model.load_state_dict(matching, strict=False)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer_state"])
    return checkpoint["epoch"] + 1


def train_epoch(loader, model, optimizer):
    model.train()
    total = 0.0
    for inputs, labels in loader:
        loss = nn.functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


def run(cfg, folder, output):
    model = TinyVideoNet(cfg["num_classes"])
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg["lr"], momentum=0.9, weight_decay=1e-4)
    if cfg["resume"]:
        load_checkpoint(os.path.join(folder, cfg["resume"]), model, optimizer)
        for group in optimizer.param_groups:
            group["lr"] = cfg["lr"]
    for epoch in range(cfg["epochs"]):
        loss = train_epoch(clips(cfg["num_classes"]), model, optimizer)
        print(f"{output}: epoch {epoch} loss {loss:.3f}")
    save_checkpoint(os.path.join(folder, output), model, optimizer, cfg["epochs"])


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        run(PRETRAIN, folder, "pretrain.pyth")
        run(FINETUNE, folder, "finetune.pyth")
