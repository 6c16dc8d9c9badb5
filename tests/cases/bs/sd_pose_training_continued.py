import json
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

OPT = {
    "task": "multi_pose",
    "heads": {"hm": 1, "wh": 2, "hps": 34, "reg": 2, "hm_hp": 17, "hp_offset": 2},
    "head_conv": 24,
    "lr": 5e-4,
    "batch_size": 4,
    "down_ratio": 4,
}


class COCOHP(Dataset):
    def __init__(self, folder, opt):
        self.files = sorted(Path(folder).glob("*.npz"))
        self.opt = opt

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        record = np.load(self.files[i])
        img = torch.from_numpy(record["img"]).permute(2, 0, 1).float() / 255
        h, w = img.shape[1] // self.opt["down_ratio"], img.shape[2] // self.opt["down_ratio"]
        ret = {"input": img}
        for head, channels in self.opt["heads"].items():
            ret[head] = torch.zeros(channels, h, w)
        for cx, cy in record["centers"] // self.opt["down_ratio"]:
            ret["hm"][0, cy, cx] = 1
            for head in ("wh", "hps", "reg", "hp_offset"):
                ret[head][:, cy, cx] = 0.5
        return ret


class HarDNetSeg(nn.Module):
    def __init__(self, heads, head_conv):
        super().__init__()
        self.heads = heads
        self.base = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True),
            nn.Conv2d(16, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True),
        )
        for head in self.heads:
            fc = nn.Sequential(nn.Conv2d(32, head_conv, 3, padding=1), nn.ReLU(inplace=True),
                               nn.Conv2d(head_conv, heads[head], 1))
            if "hm" in head:
                fc[-1].bias.data.fill_(-2.19)
            self.__setattr__(head, fc)

    def forward(self, x):
        x = self.base(x)
        return {head: getattr(self, head)(x) for head in self.heads}


def pose_loss(outputs, batch):
    loss = 0.0
    for head, out in outputs.items():
        if head.startswith("hm"):
            loss = loss + F.binary_cross_entropy_with_logits(out, batch[head])
        else:
            mask = (batch["hm"] > 0).float()
            loss = loss + F.l1_loss(out * mask, batch[head] * mask, reduction="sum") / (mask.sum() + 1e-4)
    return loss


def save_model(path, epoch, model, optimizer):
    torch.save({"epoch": epoch, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict()}, path)


def load_model(path, model, optimizer):
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["state_dict"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    print(f"loaded {path.name}, epoch {checkpoint['epoch']}")
    return checkpoint["epoch"]


def train(opt, data_dir, exp_dir, num_epochs, resume=False):
    model = HarDNetSeg(opt["heads"], opt["head_conv"])
    optimizer = torch.optim.Adam(model.parameters(), opt["lr"])
    start = load_model(exp_dir / "model_last.pth", model, optimizer) if resume else 0
    loader = DataLoader(COCOHP(data_dir, opt), opt["batch_size"], shuffle=True)
    for epoch in range(start + 1, num_epochs + 1):
        model.train()
        for batch in loader:
            loss = pose_loss(model(batch["input"]), batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")
        save_model(exp_dir / "model_last.pth", epoch, model, optimizer)


def main():
    torch.manual_seed(317)
    rng = np.random.default_rng(317)
    with tempfile.TemporaryDirectory() as tmp:
        data_dir, exp_dir = Path(tmp, "coco_hp"), Path(tmp, "exp")
        data_dir.mkdir()
        exp_dir.mkdir()
        for i in range(8):
            np.savez(data_dir / f"{i}.npz", img=rng.integers(0, 256, (64, 64, 3), dtype=np.uint8),
                     centers=rng.integers(0, 64, (3, 2)))
        with open(exp_dir / "opt.json", "w") as f:
            json.dump(OPT, f, indent=2, sort_keys=True)
        train(OPT, data_dir, exp_dir, num_epochs=1)
        with open(exp_dir / "opt.json") as f:
            opt = json.load(f)
        train(opt, data_dir, exp_dir, num_epochs=2, resume=True)


main()
