"""Fine-tune a detector head on five classes, starting from a checkpoint of eighty."""
import copy
import os
import tempfile
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Config:
    num_classes: int = 80
    width: int = 16
    steps: int = 3
    lr: float = 1e-2
    ema_decay: float = 0.99
    load_from: str = ""


class TinyYolox(nn.Module):
    def __init__(self, width, num_classes):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, width, 3, stride=2, padding=1), nn.BatchNorm2d(width), nn.SiLU(),
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), nn.BatchNorm2d(2 * width), nn.SiLU(),
        )
        self.reg_head = nn.Conv2d(2 * width, 4, 1)
        self.cls_head = nn.Conv2d(2 * width, num_classes, 1)

    def forward(self, x):
        f = self.backbone(x)
        return self.cls_head(f), self.reg_head(f)


class ModelEMA:
    def __init__(self, model, decay):
        self.module = copy.deepcopy(model).eval()
        self.decay = decay
        for p in self.module.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        source = model.state_dict()
        for key, value in self.module.state_dict().items():
            if value.dtype.is_floating_point:
                value.mul_(self.decay).add_(source[key], alpha=1 - self.decay)

    def load_state_dict(self, state):
        self.module.load_state_dict(state, strict=False)


def same_shape_only(state, model):
    """Leave out what does not fit, e.g. the classification head of another label set."""
    own = model.state_dict()
    return {k: v for k, v in state.items() if k in own and own[k].shape == v.shape}


def restore(path, model, ema):
    checkpoint = torch.load(path)
    state = same_shape_only(checkpoint["state_dict"], model)
    skipped = sorted(set(checkpoint["state_dict"]) - set(state))
    model.load_state_dict(state, strict=False)
    ema.load_state_dict(checkpoint["ema_state_dict"])
    print("not loaded:", ", ".join(skipped) or "nothing")


def fake_batches(cfg, seed):
    g = torch.Generator().manual_seed(seed)
    n = 4 * cfg.steps
    images = torch.rand(n, 3, 32, 32, generator=g)
    classes = torch.randint(0, cfg.num_classes, (n, 8, 8), generator=g)
    return DataLoader(TensorDataset(images, classes), batch_size=4)


def run(cfg, save_to=None):
    model = TinyYolox(cfg.width, cfg.num_classes)
    ema = ModelEMA(model, cfg.ema_decay)
    if cfg.load_from:
        restore(cfg.load_from, model, ema)
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg.lr, momentum=0.9)
    for images, classes in fake_batches(cfg, seed=cfg.num_classes):
        cls_score, bbox = model(images)
        loss = nn.functional.cross_entropy(cls_score, classes) + 0.1 * bbox.abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        ema.update(model)
    print(f"{cfg.num_classes} classes: loss {loss.item():.4f}")
    if save_to:
        torch.save({"state_dict": model.state_dict(), "ema_state_dict": ema.module.state_dict()}, save_to)


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as work_dir:
        pretrained = os.path.join(work_dir, "yolox_tiny_coco.pth")
        run(Config(), save_to=pretrained)
        run(Config(num_classes=5, lr=1e-3, load_from=pretrained))


if __name__ == "__main__":
    main()
