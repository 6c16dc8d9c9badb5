import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader

import configs
from streams import FakeClips, MultiStreamI3D


def save_checkpoint(path, model, optimizer, epoch):
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, path)


def resume(path, model, optimizer, lr):
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    for group in optimizer.param_groups:
        group["lr"] = lr
    return checkpoint["epoch"] + 1


def train(cfg, folder):
    loader = DataLoader(FakeClips(12, cfg["num_classes"], seed=0), cfg["batch_size"], shuffle=True)
    model = MultiStreamI3D(cfg["streams"], cfg["num_classes"])
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg["lr"])
    criterion = nn.CrossEntropyLoss()
    start = 0
    if cfg["resume"]:
        start = resume(os.path.join(folder, cfg["resume"]), model, optimizer, cfg["lr"])
        print("resumed at epoch", start)
    model.train()
    for epoch in range(start, cfg["epochs"]):
        for clips, labels in loader:
            loss = criterion(model(clips), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")
        save_checkpoint(os.path.join(folder, "last.pt"), model, optimizer, epoch)


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        train(configs.BASE, folder)
        train(configs.CONTINUE, folder)
