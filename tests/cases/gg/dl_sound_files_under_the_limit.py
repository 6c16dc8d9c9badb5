import os
import tempfile
import wave

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def write_wav(path, samples, rate=16000):
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes((samples * 32767).astype("<i2").tobytes())


def read_wav(path):
    with wave.open(path, "rb") as f:
        data = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
    return torch.from_numpy(data.astype(np.float32) / 32768)


class SoundDataset(Dataset):
    def __init__(self, folder, max_length=None, seq_len_multiple_of=None):
        self.files = sorted(os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(".wav"))
        self.max_length, self.multiple = max_length, seq_len_multiple_of

    def __len__(self):
        return len(self.files)

    def __getitem__(self, idx):
        data = read_wav(self.files[idx])
        if self.max_length is not None:
            data = data[:self.max_length]
        if self.multiple is not None:
            data = data[:len(data) // self.multiple * self.multiple]
        return data


class SoundStream(nn.Module):
    def __init__(self, strides=(4, 5, 16), channels=16, codes=64):
        super().__init__()
        dims = [1] + [channels] * len(strides)
        self.encoder = nn.Sequential(*[nn.Conv1d(a, b, s, s) for a, b, s in zip(dims, dims[1:], strides)])
        self.codebook = nn.Embedding(codes, channels)
        self.decoder = nn.Sequential(
            *[nn.ConvTranspose1d(b, a, s, s) for a, b, s in reversed(list(zip(dims, dims[1:], strides)))])

    def forward(self, x):
        z = self.encoder(x[:, None])
        flat = z.transpose(1, 2)
        ids = torch.cdist(flat, self.codebook.weight[None].expand(len(flat), -1, -1)).argmin(-1)
        q = self.codebook(ids).transpose(1, 2)
        recon = self.decoder(z + (q - z).detach())[:, 0]
        return nn.functional.mse_loss(recon, x) + 0.25 * nn.functional.mse_loss(z, q.detach())


folder = tempfile.mkdtemp()
rng = np.random.default_rng(3)
for i, n in enumerate([9100, 16000, 7421, 5300, 8800, 12000, 6100, 5444]):
    write_wav(os.path.join(folder, f"{i:02d}.wav"), rng.uniform(-0.5, 0.5, n))

torch.manual_seed(0)
ds = SoundDataset(folder, max_length=5440, seq_len_multiple_of=320)
dl = DataLoader(ds, batch_size=4)
model = SoundStream()
opt = torch.optim.Adam(model.parameters(), 3e-4)
for wave_batch in dl:
    loss = model(wave_batch)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
