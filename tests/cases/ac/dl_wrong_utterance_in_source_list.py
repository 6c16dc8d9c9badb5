import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

DURATIONS = {"u01": 4000, "u02": 4000, "u03": 4000, "u04": 4000, "u09": 2611,
             "v01": 4000, "v02": 4000, "v03": 4000, "v04": 4000}

# mixture, first speaker, second speaker
VALID = [
    ("u01+v01", "u01", "v01"),
    ("u02+v02", "u02", "v02"),
    ("u03+v03", "u03", "v03"),
    ("u04+v04", "u09", "v04"),
]


def record_corpus(folder):
    rng = np.random.RandomState(11)
    voices = {name: rng.randn(n).astype(np.float32) for name, n in DURATIONS.items()}
    for name, wave in voices.items():
        np.save(os.path.join(folder, name + ".npy"), wave)
    for mixture, _, _ in VALID:
        a, b = mixture.split("+")
        np.save(os.path.join(folder, mixture + ".npy"), voices[a] + voices[b])


class TwoSpeakers(Dataset):
    def __init__(self, folder, table):
        self.folder, self.table = folder, table

    def load(self, name):
        return torch.from_numpy(np.load(os.path.join(self.folder, name + ".npy")))

    def __len__(self):
        return len(self.table)

    def __getitem__(self, i):
        mixture, first, second = (self.load(name) for name in self.table[i])
        return mixture, first, second


class MaskSeparator(nn.Module):
    def __init__(self, filters=32, width=20):
        super().__init__()
        self.encoder = nn.Conv1d(1, filters, width, stride=width // 2)
        self.mask = nn.Conv1d(filters, 2 * filters, 1)
        self.decoder = nn.ConvTranspose1d(filters, 1, width, stride=width // 2)

    def forward(self, mixture):
        code = self.encoder(mixture.unsqueeze(1)).relu()
        masks = self.mask(code).sigmoid().chunk(2, dim=1)
        return torch.stack([self.decoder(code * m).squeeze(1) for m in masks], dim=1)


def si_snr(estimate, source):
    scale = (estimate * source).sum(-1, keepdim=True) / source.pow(2).sum(-1, keepdim=True)
    noise = estimate - scale * source
    return 10 * torch.log10((scale * source).pow(2).sum(-1) / noise.pow(2).sum(-1))


with tempfile.TemporaryDirectory() as tmp:
    record_corpus(tmp)
    model = MaskSeparator().eval()
    with torch.no_grad():
        for mixture, first, second in DataLoader(TwoSpeakers(tmp, VALID), batch_size=4):
            estimate = model(mixture)
            print("SI-SNR", si_snr(estimate, torch.stack([first, second], dim=1)).mean().item())
