import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class SatelliteTiles(Dataset):
    """Multispectral tiles, smooth fields with a different gain in every band."""

    def __init__(self, n, bands, size, seed=0):
        g = torch.Generator().manual_seed(seed)
        field = nn.functional.interpolate(torch.randn(n, 1, 4, 4, generator=g), size=(size, size), mode="bilinear")
        gain = torch.rand(1, bands, 1, 1, generator=g) + 0.5
        self.tiles = field * gain + 0.05 * torch.randn(n, bands, size, size, generator=g)

    def __len__(self):
        return len(self.tiles)

    def __getitem__(self, i):
        return self.tiles[i]


class MaskedAutoencoder(nn.Module):
    def __init__(self, img_size=32, patch_size=8, in_chans=3, embed_dim=48, decoder_dim=32, depth=2, heads=4):
        super().__init__()
        self.patch_size = patch_size
        self.num_patches = (img_size // patch_size) ** 2
        self.patch_embed = nn.Conv2d(in_chans, embed_dim, patch_size, stride=patch_size)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        self.pos_embed = nn.Parameter(torch.randn(1, self.num_patches + 1, embed_dim) * 0.02)
        self.blocks = self._blocks(embed_dim, depth, heads)

        self.decoder_embed = nn.Linear(embed_dim, decoder_dim)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, decoder_dim))
        self.decoder_pos_embed = nn.Parameter(torch.randn(1, self.num_patches + 1, decoder_dim) * 0.02)
        self.decoder_blocks = self._blocks(decoder_dim, 1, heads)
        self.decoder_pred = nn.Linear(decoder_dim, patch_size ** 2 * in_chans)

    @staticmethod
    def _blocks(dim, depth, heads):
        layer = nn.TransformerEncoderLayer(dim, heads, 4 * dim, dropout=0.0, activation="gelu", batch_first=True, norm_first=True)
        return nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)

    def patchify(self, imgs):
        """(N, C, H, W) -> (N, L, patch_size**2 * C)"""
        p = self.patch_size
        h = w = imgs.shape[2] // p
        x = imgs.reshape(imgs.shape[0], 3, h, p, w, p)
        x = torch.einsum("nchpwq->nhwpqc", x)
        return x.reshape(imgs.shape[0], h * w, -1)

    def random_masking(self, x, mask_ratio):
        n, l, d = x.shape
        keep = int(l * (1 - mask_ratio))
        shuffle = torch.rand(n, l).argsort(dim=1)
        restore = shuffle.argsort(dim=1)
        x = torch.gather(x, 1, shuffle[:, :keep, None].expand(-1, -1, d))
        mask = torch.ones(n, l)
        mask[:, :keep] = 0
        return x, torch.gather(mask, 1, restore), restore

    def forward_encoder(self, imgs, mask_ratio):
        x = self.patch_embed(imgs).flatten(2).transpose(1, 2) + self.pos_embed[:, 1:]
        x, mask, restore = self.random_masking(x, mask_ratio)
        cls = (self.cls_token + self.pos_embed[:, :1]).expand(len(x), -1, -1)
        return self.blocks(torch.cat([cls, x], dim=1)), mask, restore

    def forward_decoder(self, x, restore):
        x = self.decoder_embed(x)
        n, l = restore.shape
        tokens = torch.cat([x[:, 1:], self.mask_token.expand(n, l + 1 - x.shape[1], -1)], dim=1)
        tokens = torch.gather(tokens, 1, restore[:, :, None].expand(-1, -1, x.shape[2]))
        x = torch.cat([x[:, :1], tokens], dim=1) + self.decoder_pos_embed
        return self.decoder_pred(self.decoder_blocks(x))[:, 1:]

    def forward_loss(self, imgs, pred, mask):
        target = self.patchify(imgs)
        loss = ((pred - target) ** 2).mean(dim=-1)
        return (loss * mask).sum() / mask.sum()

    def forward(self, imgs, mask_ratio=0.75):
        latent, mask, restore = self.forward_encoder(imgs, mask_ratio)
        pred = self.forward_decoder(latent, restore)
        return self.forward_loss(imgs, pred, mask), pred


def main():
    parser = argparse.ArgumentParser("MAE pre-training")
    parser.add_argument("--bands", type=int, default=10, help="number of spectral bands")
    parser.add_argument("--input_size", type=int, default=32)
    parser.add_argument("--mask_ratio", type=float, default=0.75)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--lr", type=float, default=1e-3)
    args = parser.parse_args()

    torch.manual_seed(0)
    model = MaskedAutoencoder(args.input_size, in_chans=args.bands)
    loader = DataLoader(SatelliteTiles(32, args.bands, args.input_size), batch_size=8, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, betas=(0.9, 0.95))
    for epoch in range(args.epochs):
        for imgs in loader:
            loss, _ = model(imgs, args.mask_ratio)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
