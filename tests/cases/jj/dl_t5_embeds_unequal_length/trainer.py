import torch
from torch import nn

from data import cycle, get_loader


class Unet(nn.Module):
    """A very small text conditioned denoiser."""

    def __init__(self, dim, text_embed_dim):
        super().__init__()
        self.inp = nn.Conv2d(3, dim, 3, padding=1)
        self.to_kv = nn.Linear(text_embed_dim, dim)
        self.attn = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.out = nn.Conv2d(dim, 3, 3, padding=1)

    def forward(self, x, text_embeds):
        h = torch.relu(self.inp(x))
        b, c, height, width = h.shape
        kv = self.to_kv(text_embeds)
        mask = (text_embeds == 0).all(dim=-1)
        attended, _ = self.attn(h.flatten(2).transpose(1, 2), kv, kv, key_padding_mask=mask)
        return self.out(h + attended.transpose(1, 2).reshape(b, c, height, width))


class ImagenTrainer:
    def __init__(self, unet, lr=1e-3):
        self.unet = unet
        self.optim = torch.optim.Adam(unet.parameters(), lr)

    def add_train_dataset(self, ds, batch_size):
        self.train_dl_iter = cycle(get_loader(ds, batch_size))

    def train_step(self):
        images, text_embeds = next(self.train_dl_iter)
        noise = torch.randn_like(images)
        loss = nn.functional.mse_loss(self.unet(images * 0.7 + noise * 0.7, text_embeds), noise)
        self.optim.zero_grad()
        loss.backward()
        self.optim.step()
        return loss.item()
