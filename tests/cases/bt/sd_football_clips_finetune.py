import os
import tempfile
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import RandomCrop


@dataclass
class Config:
    train_crop_size: int = 64
    num_frames: int = 4
    num_classes: int = 20
    patch: int = 16
    dim: int = 32
    checkpoint: str = ""


class VideoViT(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        n_patches = (cfg.train_crop_size // cfg.patch) ** 2
        self.conv1 = nn.Conv3d(3, cfg.dim, (1, cfg.patch, cfg.patch), (1, cfg.patch, cfg.patch))
        self.class_embedding = nn.Parameter(torch.randn(cfg.dim) * 0.02)
        self.positional_embedding = nn.Parameter(torch.randn(n_patches + 1, cfg.dim) * 0.02)
        layer = nn.TransformerEncoderLayer(cfg.dim, 4, cfg.dim * 2, dropout=0.0, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, 2)
        self.ln = nn.LayerNorm(cfg.dim)
        self.head = nn.Linear(cfg.dim, cfg.num_classes)

    def forward(self, clip):
        b, _, t = clip.shape[:3]
        x = self.conv1(clip).permute(0, 2, 3, 4, 1).flatten(0, 1).flatten(1, 2)
        cls = self.class_embedding.expand(b * t, 1, -1)
        x = torch.cat([cls, x], dim=1) + self.positional_embedding
        x = self.ln(self.blocks(x)[:, 0]).view(b, t, -1).mean(dim=1)
        return self.head(x)


class MatchClips(Dataset):
    def __init__(self, cfg, n=6):
        self.cfg, self.n = cfg, n
        self.crop = RandomCrop(cfg.train_crop_size, pad_if_needed=True)

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        frames = torch.rand(3, self.cfg.num_frames, 144, 176, generator=g)
        return self.crop(frames), i % self.cfg.num_classes


def build_model(cfg):
    model = VideoViT(cfg)
    if cfg.checkpoint:
        state = torch.load(cfg.checkpoint, map_location="cpu")["model_state"]
        state = {k: v for k, v in state.items() if not k.startswith("head.")}
        missing = model.load_state_dict(state, strict=False)
        print("new parameters:", missing.missing_keys)
    return model


def finetune(cfg):
    model = build_model(cfg)
    opt = torch.optim.AdamW(model.parameters(), lr=1e-4)
    for clips, events in DataLoader(MatchClips(cfg), batch_size=2, shuffle=True):
        loss = F.cross_entropy(model(clips), events)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print("loss", round(loss.item(), 4))


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "k400_4x64.pyth")
        torch.save({"model_state": build_model(Config()).state_dict()}, path)
        soccer = Config(train_crop_size=128, num_classes=17, checkpoint=path)
        finetune(soccer)
