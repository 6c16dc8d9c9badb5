import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

torch.manual_seed(3)


class Faces(Dataset):
    def __init__(self, n=16):
        rng = np.random.default_rng(3)
        self.pixels = rng.integers(0, 256, (n, 218, 178, 3), dtype=np.uint8)
        self.transform = transforms.Compose([
            transforms.Resize(64),
            transforms.ToTensor(),
            transforms.Normalize((0.5,) * 3, (0.5,) * 3),
        ])

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, i):
        return self.transform(Image.fromarray(self.pixels[i]))


class VectorQuantiser(nn.Module):
    def __init__(self, k=64, dim=32):
        super().__init__()
        self.dictionary = nn.Embedding(k, dim)

    def forward(self, z):
        flat = z.permute(0, 2, 3, 1)
        b, h, w, d = flat.shape
        index = torch.cdist(flat.reshape(-1, d), self.dictionary.weight).argmin(1)
        e = self.dictionary(index).view(b, h, w, d).permute(0, 3, 1, 2)
        loss = ((e - z.detach()) ** 2).mean() + 0.25 * ((z - e.detach()) ** 2).mean()
        return z + (e - z).detach(), loss


class VQVAE(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, dim, 4, stride=2, padding=1), nn.BatchNorm2d(dim), nn.ReLU(),
            nn.Conv2d(dim, dim, 4, stride=2, padding=1), nn.BatchNorm2d(dim), nn.ReLU(),
            nn.Conv2d(dim, dim, 3, padding=1),
        )
        self.quantise = VectorQuantiser(dim=dim)
        self.decoder = nn.Sequential(
            nn.Conv2d(dim, dim, 3, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(dim, dim, 4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(dim, 3, 4, stride=2, padding=1), nn.Tanh(),
        )

    def forward(self, x):
        e, vq_loss = self.quantise(self.encoder(x))
        return self.decoder(e), vq_loss


net = VQVAE()
optim = torch.optim.Adam(net.parameters(), lr=2e-4)
for step, x in enumerate(DataLoader(Faces(), batch_size=8, shuffle=True)):
    out, vq_loss = net(x)
    loss_rec = (out - x).abs().mean()
    loss = loss_rec + vq_loss
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(f"[{step}] rec {loss_rec.item():.4f} vq {vq_loss.item():.4f}")
