import json

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

from models import Generator, PeriodDiscriminator, feature_loss

CONFIG = """
{
  "batch_size": 2,
  "learning_rate": 0.0002,
  "upsample_rates": [8, 5, 5],
  "upsample_kernel_sizes": [16, 10, 10],
  "upsample_initial_channel": 64,
  "segment_size": 6400,
  "num_mels": 80,
  "hop_size": 200,
  "sampling_rate": 16000
}
"""


class MelDataset(Dataset):
    """Pairs of a mel segment and the waveform segment it was computed from."""

    def __init__(self, h, n=6):
        g = torch.Generator().manual_seed(5)
        self.frames = h["segment_size"] // h["hop_size"]
        self.audio = torch.rand(n, 1, h["segment_size"], generator=g) * 2 - 1
        self.mel = torch.rand(n, h["num_mels"], self.frames, generator=g)

    def __len__(self):
        return len(self.audio)

    def __getitem__(self, i):
        return self.mel[i], self.audio[i]


def train(h):
    generator = Generator(h)
    mpd = nn.ModuleList(PeriodDiscriminator(p) for p in (2, 3, 5))
    optim_g = torch.optim.AdamW(generator.parameters(), h["learning_rate"], betas=(0.8, 0.99))
    optim_d = torch.optim.AdamW(mpd.parameters(), h["learning_rate"], betas=(0.8, 0.99))
    loader = DataLoader(MelDataset(h), batch_size=h["batch_size"])
    for steps, (x, y) in enumerate(loader):
        y_g_hat = generator(x)

        optim_d.zero_grad()
        loss_disc = 0
        for d in mpd:
            real, _ = d(y)
            gen, _ = d(y_g_hat.detach())
            loss_disc = loss_disc + ((1 - real) ** 2).mean() + (gen ** 2).mean()
        loss_disc.backward()
        optim_d.step()

        optim_g.zero_grad()
        fmap_r = [d(y)[1] for d in mpd]
        outputs = [d(y_g_hat) for d in mpd]
        loss_fm = feature_loss(fmap_r, [o[1] for o in outputs])
        loss_gen = sum(((1 - o[0]) ** 2).mean() for o in outputs)
        loss_all = loss_gen + loss_fm
        loss_all.backward()
        optim_g.step()
        print(f"steps {steps}: gen {loss_all.item():.3f} disc {loss_disc.item():.3f}")


if __name__ == "__main__":
    train(json.loads(CONFIG))
