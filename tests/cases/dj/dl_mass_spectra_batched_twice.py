import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, IterableDataset


def random_spectrum(rng):
    peaks = rng.random((rng.integers(60, 130), 2)) * (2500, 1)
    peptide = rng.integers(1, 20, rng.integers(6, 12))
    return torch.tensor(peaks, dtype=torch.float32), torch.as_tensor(peptide)


class SpectrumDataset(IterableDataset):
    """Reads the index in slices of batch_size, peaks are zero-padded."""

    def __init__(self, spectra, batch_size):
        self.spectra, self.batch_size = spectra, batch_size

    def __iter__(self):
        for start in range(0, len(self.spectra), self.batch_size):
            peaks, seq = zip(*self.spectra[start:start + self.batch_size])
            yield {
                "peaks": pad_sequence(peaks, batch_first=True),
                "seq": pad_sequence(seq, batch_first=True),
            }


class SpectrumEncoder(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.peak = nn.Linear(2, dim)
        self.layer = nn.TransformerEncoderLayer(dim, 4, 64, batch_first=True)
        self.length = nn.Linear(dim, 1)

    def forward(self, peaks):
        mask = peaks.sum(dim=2) == 0
        return self.length(self.layer(self.peak(peaks), src_key_padding_mask=mask).mean(dim=1))


class DeNovoDataModule:
    def __init__(self, spectra, train_batch_size=8):
        self.train_batch_size = train_batch_size
        self.train_dataset = SpectrumDataset(spectra, train_batch_size)

    def train_dataloader(self):
        return DataLoader(self.train_dataset, batch_size=self.train_batch_size)


rng = np.random.default_rng(42)
data = DeNovoDataModule([random_spectrum(rng) for _ in range(32)])
model = SpectrumEncoder()
opt = torch.optim.Adam(model.parameters(), lr=5e-4)
for batch in data.train_dataloader():
    n_residues = (batch["seq"] > 0).sum(dim=-1, keepdim=True).float()
    loss = nn.functional.mse_loss(model(batch["peaks"]), n_residues)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"train loss {loss.item():.3f}")
