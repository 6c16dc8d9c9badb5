import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

import constants
from models import Discriminator, Generator


def sensor_log(n=400):
    """Four channels of a pump: pressure, flow, temperature and current."""
    rng = np.random.default_rng(0)
    t = np.arange(n)
    base = np.sin(t / 9)
    channels = [base, 0.8 * base + 0.1, np.cos(t / 40), np.abs(base)]
    return (np.stack(channels, 1) + 0.05 * rng.standard_normal((n, 4))).astype(np.float32)


class WindowDataset(Dataset):
    def __init__(self, table, window_size, window_stride):
        starts = range(0, len(table) - window_size + 1, window_stride)
        self.windows = torch.from_numpy(np.stack([table[s:s + window_size] for s in starts]))

    def __len__(self):
        return len(self.windows)

    def __getitem__(self, i):
        return self.windows[i]


class LatentSpaceIterator:
    """Endless Gaussian noise of one shape."""

    def __init__(self, noise_shape):
        self.noise_shape = noise_shape

    def __iter__(self):
        return self

    def __next__(self):
        return torch.randn(*self.noise_shape)


def train_one_epoch(generator, discriminator, loss_fn, real_loader, noise, optim_g, optim_d):
    for real, z in zip(real_loader, noise):
        label_shape = real.shape[:2] + (1,)
        real_label = torch.full(label_shape, float(constants.REAL_LABEL))
        fake_label = torch.full(label_shape, float(constants.FAKE_LABEL))

        fake = generator(z)
        d_loss = loss_fn(discriminator(real), real_label) + loss_fn(discriminator(fake.detach()), fake_label)
        optim_d.zero_grad()
        d_loss.backward()
        optim_d.step()

        g_loss = loss_fn(discriminator(generator(z)), real_label)
        optim_g.zero_grad()
        g_loss.backward()
        optim_g.step()
    return d_loss.item(), g_loss.item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--hidden-dim", type=int, default=48)
    args = parser.parse_args()

    torch.manual_seed(0)
    table = sensor_log()
    n_features = table.shape[-1]
    dataset = WindowDataset(table, constants.WINDOW_SIZE, constants.WINDOW_STRIDE)
    loader = DataLoader(dataset, batch_size=args.batch_size, shuffle=True, drop_last=True)
    noise = LatentSpaceIterator([args.batch_size, constants.WINDOW_SIZE, n_features])

    generator = Generator(constants.LATENT_SPACE_DIM, args.hidden_dim, n_features)
    discriminator = Discriminator(n_features, args.hidden_dim, add_batch_mean=True)
    optim_g = torch.optim.Adam(generator.parameters(), lr=args.lr)
    optim_d = torch.optim.Adam(discriminator.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        d, g = train_one_epoch(generator, discriminator, nn.BCELoss(), loader, noise, optim_g, optim_d)
        print(f"epoch {epoch}: discriminator {d:.3f} generator {g:.3f}")


if __name__ == "__main__":
    main()
