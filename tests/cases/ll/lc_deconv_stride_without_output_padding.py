"""Convolutional autoencoder used to index a folder of thumbnails by similarity."""
import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def get_options():
    p = argparse.ArgumentParser()
    p.add_argument("--size", type=int, default=28, help="side of the square thumbnails")
    p.add_argument("--channels", type=int, nargs="+", default=[16, 32])
    p.add_argument("--strides", type=int, nargs="+", default=[2, 2])
    p.add_argument("--latent", type=int, default=24)
    p.add_argument("--epochs", type=int, default=1)
    return p.parse_args([])


class ThumbnailCoder(nn.Module):
    def __init__(self, size, channels, strides, latent):
        super().__init__()
        down, side, c_in = [], size, 3
        for c_out, s in zip(channels, strides):
            down += [nn.Conv2d(c_in, c_out, 3, stride=s, padding=1), nn.ReLU()]
            side = (side - 1) // s + 1
            c_in = c_out
        self.encoder = nn.Sequential(*down)
        self.bottleneck = (c_in, side, side)
        self.to_latent = nn.Linear(c_in * side * side, latent)
        self.from_latent = nn.Linear(latent, c_in * side * side)
        up, outs = [], [*channels[::-1][1:], 3]
        for c_out, s in zip(outs, strides[::-1]):
            up += [nn.ConvTranspose2d(c_in, c_out, 3, stride=s, padding=1), nn.ReLU()]
            c_in = c_out
        up[-1] = nn.Sigmoid()
        self.decoder = nn.Sequential(*up)

    def encode(self, x):
        return self.to_latent(self.encoder(x).flatten(1))

    def decode(self, z):
        return self.decoder(self.from_latent(z).unflatten(1, self.bottleneck))

    def forward(self, x):
        z = self.encode(x)
        return self.decode(z), z


def index_folder(model, loader):
    with torch.no_grad():
        codes = torch.cat([model.encode(x) for (x,) in loader])
    return torch.cdist(codes, codes).argsort(dim=1)[:, 1]


def main():
    opts = get_options()
    torch.manual_seed(0)
    thumbs = torch.rand(48, 3, opts.size, opts.size)
    loader = DataLoader(TensorDataset(thumbs), batch_size=16)
    model = ThumbnailCoder(opts.size, opts.channels, opts.strides, opts.latent)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    print("neighbours before training", index_folder(model, loader)[:5].tolist())
    for epoch in range(opts.epochs):
        for (x,) in loader:
            recon, z = model(x)
            loss = criterion(recon, x) + 1e-4 * z.pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
    print("neighbours after training", index_folder(model, loader)[:5].tolist())


if __name__ == "__main__":
    main()
