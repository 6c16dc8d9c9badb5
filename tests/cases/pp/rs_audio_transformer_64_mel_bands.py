from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class AudioConfig:
    label_dim: int = 20
    num_mel_bins: int = 64
    target_length: int = 251
    fstride: int = 10
    tstride: int = 10
    embed_dim: int = 96
    audioset_pretrain: bool = True
    batch_size: int = 2


class ClipDataset(Dataset):
    """Log-mel filter banks, (frames, bands) per clip."""

    def __init__(self, cfg, n=4):
        self.cfg = cfg
        g = torch.Generator().manual_seed(3)
        self.banks = torch.randn(n, cfg.target_length, cfg.num_mel_bins, generator=g)
        self.labels = torch.randint(0, cfg.label_dim, (n,), generator=g)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        bank = (self.banks[i] + 4.27) / (4.57 * 2)
        return bank, self.labels[i]


def audioset_checkpoint(embed_dim):
    g = torch.Generator().manual_seed(0)
    return {
        "pos_embed": torch.randn(1, 12 * 101 + 2, embed_dim, generator=g) * 0.02,
        "cls_token": torch.zeros(1, 1, embed_dim),
        "dist_token": torch.zeros(1, 1, embed_dim),
    }


class ASTModel(nn.Module):
    def __init__(self, label_dim, fstride, tstride, input_fdim, input_tdim, embed_dim, audioset_pretrain):
        super().__init__()
        self.patch_embed = nn.Conv2d(1, embed_dim, kernel_size=16, stride=(fstride, tstride))
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        self.dist_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        layer = nn.TransformerEncoderLayer(embed_dim, 4, embed_dim * 2, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.mlp_head = nn.Sequential(nn.LayerNorm(embed_dim), nn.Linear(embed_dim, label_dim))

        f_dim, t_dim = self.get_shape(fstride, tstride, input_fdim, input_tdim)
        num_patches = f_dim * t_dim
        if audioset_pretrain:
            state = audioset_checkpoint(embed_dim)
            grid = state["pos_embed"][:, 2:, :].transpose(1, 2).reshape(1, embed_dim, 12, 101)
            if t_dim < 101:
                start = 50 - t_dim // 2
                grid = grid[:, :, :, start:start + t_dim]
            else:
                grid = nn.functional.interpolate(grid, size=(12, t_dim), mode="bilinear")
            new_pos_embed = grid.reshape(1, embed_dim, num_patches).transpose(1, 2)
            self.pos_embed = nn.Parameter(torch.cat([state["pos_embed"][:, :2], new_pos_embed], dim=1))
        else:
            self.pos_embed = nn.Parameter(torch.zeros(1, num_patches + 2, embed_dim))
            nn.init.trunc_normal_(self.pos_embed, std=0.02)

    @staticmethod
    def get_shape(fstride, tstride, input_fdim, input_tdim):
        return (input_fdim - 16) // fstride + 1, (input_tdim - 16) // tstride + 1

    def forward(self, x):
        x = x.unsqueeze(1).transpose(2, 3)
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        b = x.shape[0]
        x = torch.cat([self.cls_token.expand(b, -1, -1), self.dist_token.expand(b, -1, -1), x], dim=1)
        x = self.blocks(x + self.pos_embed)
        return self.mlp_head((x[:, 0] + x[:, 1]) / 2)


def run(cfg):
    torch.manual_seed(0)
    loader = DataLoader(ClipDataset(cfg), batch_size=cfg.batch_size)
    model = ASTModel(cfg.label_dim, cfg.fstride, cfg.tstride, cfg.num_mel_bins, cfg.target_length,
                     cfg.embed_dim, cfg.audioset_pretrain)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for banks, labels in loader:
        loss = nn.functional.cross_entropy(model(banks), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.4f}")


if __name__ == "__main__":
    run(AudioConfig())
