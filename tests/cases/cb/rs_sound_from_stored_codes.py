import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class VectorQuantize(nn.Module):
    def __init__(self, dim, codebook_size, codebook_dim=None, heads=1):
        super().__init__()
        codebook_dim = codebook_dim or dim
        self.heads = heads
        self.project_in = nn.Linear(dim, heads * codebook_dim)
        self.project_out = nn.Linear(heads * codebook_dim, dim)
        self.codebook = nn.Parameter(torch.randn(heads, codebook_size, codebook_dim))

    def forward(self, x):
        b, n, _ = x.shape
        z = self.project_in(x).view(b, n, self.heads, -1)
        dist = torch.cdist(z.permute(2, 0, 1, 3).flatten(1, 2), self.codebook)
        picked = dist.argmin(-1)
        codes = torch.stack([book[i] for book, i in zip(self.codebook, picked)], dim=1).view_as(z)
        commit = ((z - codes.detach()) ** 2).mean() + ((z.detach() - codes) ** 2).mean()
        out = z + (codes - z).detach()
        indices = picked.T.reshape(b, n, self.heads)
        if self.heads == 1:
            indices = indices[..., 0]
        return self.project_out(out.flatten(2)), indices, commit

    def get_codes_from_indices(self, indices):
        if self.heads > 1:
            codes = torch.stack([self.codebook[h][indices[..., h]] for h in range(self.heads)], dim=-2)
        else:
            codes = self.codebook[0][indices]
        return codes.flatten(-2)

    def get_output_from_indices(self, indices):
        return self.project_out(self.get_codes_from_indices(indices))


class Codec(nn.Module):
    def __init__(self, dim=256, hop=40):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv1d(1, 32, 9, padding=4), nn.ELU(), nn.Conv1d(32, dim, hop, stride=hop))
        self.vq = VectorQuantize(dim=dim, codebook_size=256, codebook_dim=16)
        self.decoder = nn.Sequential(nn.ConvTranspose1d(dim, 32, hop, stride=hop), nn.ELU(),
                                     nn.Conv1d(32, 1, 9, padding=4))

    def encode(self, wave):
        return self.vq(self.encoder(wave).transpose(1, 2))

    def forward(self, wave=None, indices=None):
        commit = None
        if indices is not None:
            frames = self.vq.get_output_from_indices(indices)
        else:
            frames, _, commit = self.encode(wave)
        return self.decoder(frames.transpose(1, 2)), commit


def tones(n=16, length=4000, rate=8000):
    g = torch.Generator().manual_seed(5)
    t = torch.arange(length) / rate
    pitch = 110 * 2 ** (torch.randint(0, 24, (n, 1), generator=g) / 12)
    return (torch.sin(2 * math.pi * pitch * t) * 0.5)[:, None]


def si_snr(est, ref):
    scale = (est * ref).sum(-1, keepdim=True) / (ref ** 2).sum(-1, keepdim=True)
    noise = est - scale * ref
    return 10 * torch.log10(((scale * ref) ** 2).sum(-1) / (noise ** 2).sum(-1)).mean()


torch.manual_seed(5)
waves = tones()
codec = Codec()
optimizer = torch.optim.Adam(codec.parameters(), lr=3e-4)
for epoch in range(2):
    for (wave,) in DataLoader(TensorDataset(waves[:12]), batch_size=4, shuffle=True):
        recon, commit = codec(wave)
        loss = nn.functional.mse_loss(recon, wave) + 0.25 * commit
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch", epoch, "loss", loss.item())

codec.eval()
with torch.no_grad():
    held_out = waves[12:]
    _, indices, _ = codec.encode(held_out)
    print("bits per clip", indices[0].numel() * 8)
    sound, _ = codec(indices=indices)
    print("si-snr", si_snr(sound, held_out).item())
