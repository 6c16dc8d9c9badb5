import argparse
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class MovingMNIST(Dataset):
    """Clips of a digit that bounces in a box, (channels, frames, height, width)."""

    def __init__(self, n=4, sequence_length=10, resolution=32):
        g = torch.Generator().manual_seed(0)
        self.clips = torch.zeros(n, 1, sequence_length, resolution, resolution)
        for clip in self.clips:
            start, speed = torch.randint(0, 20, (2,), generator=g), torch.randint(-3, 4, (2,), generator=g)
            for t in range(sequence_length):
                top, left = ((start + speed * t) % (resolution - 8)).tolist()
                clip[0, t, top:top + 8, left:left + 8] = 1

    def __len__(self):
        return len(self.clips)

    def __getitem__(self, i):
        return {"video": self.clips[i] - 0.5}


def same_pad(x, kernel, stride):
    pads = []
    for k, s in reversed(list(zip(kernel, stride))):
        pads += [(k - s) // 2 + (k - s) % 2, (k - s) // 2]
    return F.pad(x, pads, mode="replicate")


class SamePadConv3d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel, stride=(1, 1, 1)):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.conv = nn.Conv3d(in_channels, out_channels, kernel, stride)

    def forward(self, x):
        return self.conv(same_pad(x, self.kernel, self.stride))


class Encoder(nn.Module):
    def __init__(self, n_hiddens, downsample, image_channel):
        super().__init__()
        n_times = [int(math.log2(d)) for d in downsample]
        layers = [SamePadConv3d(image_channel, n_hiddens, (3, 3, 3))]
        for i in range(max(n_times)):
            stride = tuple(2 if i < n else 1 for n in n_times)
            layers += [nn.SiLU(), SamePadConv3d(n_hiddens, n_hiddens, tuple(s + 2 for s in stride), stride)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


class Decoder(nn.Module):
    def __init__(self, n_hiddens, upsample, image_channel):
        super().__init__()
        n_times = [int(math.log2(d)) for d in upsample]
        layers = []
        for i in range(max(n_times)):
            stride = tuple(2 if i < n else 1 for n in n_times)
            kernel = tuple(s + 2 for s in stride)
            layers += [nn.ConvTranspose3d(n_hiddens, n_hiddens, kernel, stride, padding=1), nn.SiLU()]
        self.layers = nn.Sequential(*layers, SamePadConv3d(n_hiddens, image_channel, (3, 3, 3)))

    def forward(self, x):
        return self.layers(x)


class Codebook(nn.Module):
    def __init__(self, n_codes, embedding_dim):
        super().__init__()
        self.embeddings = nn.Parameter(torch.randn(n_codes, embedding_dim))

    def forward(self, z):
        flat = z.movedim(1, -1).reshape(-1, z.shape[1])
        codes = torch.cdist(flat, self.embeddings).argmin(1)
        quantized = self.embeddings[codes].view(z.shape[0], *z.shape[2:], z.shape[1]).movedim(-1, 1)
        commitment = F.mse_loss(z, quantized.detach()) + F.mse_loss(quantized, z.detach())
        return z + (quantized - z).detach(), commitment


class VQGAN(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.encoder = Encoder(args.n_hiddens, args.downsample, args.image_channels)
        self.decoder = Decoder(args.n_hiddens, args.downsample, args.image_channels)
        self.pre_vq_conv = SamePadConv3d(args.n_hiddens, args.embedding_dim, (1, 1, 1))
        self.post_vq_conv = SamePadConv3d(args.embedding_dim, args.n_hiddens, (1, 1, 1))
        self.codebook = Codebook(args.n_codes, args.embedding_dim)

    def forward(self, x):
        z, commitment_loss = self.codebook(self.pre_vq_conv(self.encoder(x)))
        x_recon = self.decoder(self.post_vq_conv(z))
        return F.l1_loss(x_recon, x) * 4.0, commitment_loss


parser = argparse.ArgumentParser()
parser.add_argument("--embedding_dim", type=int, default=16)
parser.add_argument("--n_codes", type=int, default=64)
parser.add_argument("--n_hiddens", type=int, default=8)
parser.add_argument("--downsample", nargs="+", type=int, default=(4, 8, 8))
parser.add_argument("--image_channels", type=int, default=1)
parser.add_argument("--sequence_length", type=int, default=10)
args = parser.parse_args([])

torch.manual_seed(0)
model = VQGAN(args)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
for batch in DataLoader(MovingMNIST(sequence_length=args.sequence_length), batch_size=2):
    recon_loss, commitment_loss = model(batch["video"])
    optimizer.zero_grad()
    (recon_loss + commitment_loss).backward()
    optimizer.step()
    print(f"recon_loss {recon_loss.item():.3f} commitment_loss {commitment_loss.item():.3f}")
