import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class SyntheticDigits(Dataset):
    def __init__(self, n=64, side=28):
        rng = np.random.default_rng(8)
        self.images = np.zeros((n, 1, side, side), dtype=np.float32)
        for k in range(n):
            r, c = rng.integers(4, side - 12, 2)
            self.images[k, 0, r:r + 8, c:c + 2] = 1.0
            self.images[k, 0, r, c:c + 8] = 1.0

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        clean = torch.from_numpy(self.images[i])
        noisy = (clean + 0.2 * torch.randn_like(clean)).clamp(0, 1)
        return noisy, clean


def down(c_in, c_out):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, kernel_size=3, stride=2, padding=1),
        nn.BatchNorm2d(c_out),
        nn.ReLU(inplace=True),
    )


def up(c_in, c_out, act):
    return nn.Sequential(
        nn.ConvTranspose2d(c_in, c_out, kernel_size=3, stride=2, padding=1),
        act,
    )


class DenoisingAutoencoder(nn.Module):
    def __init__(self, widths=(16, 32)):
        super().__init__()
        self.encoder = nn.Sequential(down(1, widths[0]), down(widths[0], widths[1]))
        self.decoder = nn.Sequential(
            up(widths[1], widths[0], nn.ReLU(inplace=True)),
            up(widths[0], 1, nn.Sigmoid()),
        )

    def forward(self, x):
        z = self.encoder(x)
        recon = self.decoder(z)
        return recon


def train(model, loader, epochs=2):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        losses = []
        for noisy, clean in loader:
            output = model(noisy)
            loss = F.mse_loss(output, clean)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch}: mse {sum(losses) / len(losses):.4f}")


if __name__ == "__main__":
    torch.manual_seed(3)
    train(DenoisingAutoencoder(), DataLoader(SyntheticDigits(), batch_size=16, shuffle=True))
