import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class ChestXrays(Dataset):
    def __init__(self, n=8, size=64):
        g = torch.Generator().manual_seed(5)
        self.scans = torch.rand(n, size, size, generator=g)

    def __len__(self):
        return len(self.scans)

    def __getitem__(self, i):
        x = self.scans[i][None]
        return (x - 0.5) / 0.25


class MaskedAutoencoder(nn.Module):
    def __init__(self, img_size=64, patch_size=8, in_chans=3, dim=48, decoder_dim=32):
        super().__init__()
        self.patch_size = patch_size
        n = (img_size // patch_size) ** 2
        self.patch_embed = nn.Conv2d(in_chans, dim, patch_size, patch_size)
        self.pos_embed = nn.Parameter(torch.randn(1, n, dim) * 0.02)
        self.encoder = nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True)
        self.decoder_embed = nn.Linear(dim, decoder_dim)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, decoder_dim))
        self.decoder_pos_embed = nn.Parameter(torch.randn(1, n, decoder_dim) * 0.02)
        self.decoder = nn.TransformerEncoderLayer(decoder_dim, 4, decoder_dim * 2, batch_first=True)
        self.decoder_pred = nn.Linear(decoder_dim, patch_size ** 2 * in_chans)

    def patchify(self, imgs):
        p = self.patch_size
        h = w = imgs.shape[2] // p
        x = imgs.reshape(imgs.shape[0], 3, h, p, w, p)
        x = torch.einsum("nchpwq->nhwpqc", x)
        return x.reshape(imgs.shape[0], h * w, p ** 2 * 3)

    def random_masking(self, x, mask_ratio):
        n, length, d = x.shape
        keep = int(length * (1 - mask_ratio))
        ids_shuffle = torch.rand(n, length).argsort(dim=1)
        ids_restore = ids_shuffle.argsort(dim=1)
        x = x.gather(1, ids_shuffle[:, :keep, None].expand(-1, -1, d))
        mask = torch.ones(n, length)
        mask[:, :keep] = 0
        return x, mask.gather(1, ids_restore), ids_restore

    def forward(self, imgs, mask_ratio=0.75):
        x = self.patch_embed(imgs).flatten(2).transpose(1, 2) + self.pos_embed
        x, mask, ids_restore = self.random_masking(x, mask_ratio)
        x = self.decoder_embed(self.encoder(x))
        fill = self.mask_token.expand(len(x), ids_restore.shape[1] - x.shape[1], -1)
        x = torch.cat([x, fill], dim=1).gather(1, ids_restore[:, :, None].expand(-1, -1, x.shape[2]))
        pred = self.decoder_pred(self.decoder(x + self.decoder_pos_embed))
        loss = ((pred - self.patchify(imgs)) ** 2).mean(dim=-1)
        return (loss * mask).sum() / mask.sum(), pred


model = MaskedAutoencoder(in_chans=1)
optimizer = torch.optim.AdamW(model.parameters(), lr=1.5e-4, betas=(0.9, 0.95))
for epoch in range(2):
    for scans in DataLoader(ChestXrays(), batch_size=4, shuffle=True):
        loss, _ = model(scans)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}, reconstruction loss {loss.item():.4f}")
