import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

hparams = dict(dim_freq=20, dim_neck=8, dim_pitch=17, dim_spk_emb=109, max_len_pad=64)
rng = np.random.default_rng(11)


def fake_mel(frames):
    return rng.normal(size=(frames, hparams["dim_freq"])).astype(np.float32)


def pad_frames(mel):
    return np.pad(mel, ((0, hparams["max_len_pad"] - len(mel)), (0, 0)))


def speaker_one_hot(index):
    code = np.zeros(hparams["dim_spk_emb"], dtype=np.float32)
    code[index] = 1.0
    return code


class Utterances(Dataset):
    def __init__(self, n=12):
        self.items = [(fake_mel(rng.integers(40, 64)), int(rng.integers(109))) for _ in range(n)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        mel, speaker = self.items[i]
        f0 = F.one_hot(torch.randint(0, hparams["dim_pitch"], (hparams["max_len_pad"],)), hparams["dim_pitch"])
        return torch.from_numpy(pad_frames(mel)), f0.float(), torch.from_numpy(speaker_one_hot(speaker))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        d = hparams
        self.encoder_content = nn.LSTM(d["dim_freq"], d["dim_neck"], batch_first=True, bidirectional=True)
        self.encoder_pitch = nn.LSTM(d["dim_pitch"], d["dim_neck"], batch_first=True, bidirectional=True)
        self.decoder = nn.LSTM(4 * d["dim_neck"] + d["dim_spk_emb"], 32, batch_first=True)
        self.linear = nn.Linear(32, d["dim_freq"])

    def forward(self, f0, mel, spk):
        content, _ = self.encoder_content(mel)
        pitch, _ = self.encoder_pitch(f0)
        timbre = spk.unsqueeze(1).expand(-1, mel.size(1), -1)
        out, _ = self.decoder(torch.cat([content, pitch, timbre], dim=-1))
        return self.linear(out)


def validation_pair(speaker, frames):
    f0 = np.eye(hparams["dim_pitch"], dtype=np.float32)[rng.integers(0, hparams["dim_pitch"], hparams["max_len_pad"])]
    mel = pad_frames(fake_mel(frames))
    code = speaker_one_hot(speaker)
    return f0[np.newaxis], mel[np.newaxis], code


G = Generator()
optimizer = torch.optim.Adam(G.parameters(), 1e-3)
for mel, f0, spk in DataLoader(Utterances(), batch_size=4, shuffle=True):
    loss_id = F.mse_loss(G(f0, mel, spk), mel)
    optimizer.zero_grad()
    loss_id.backward()
    optimizer.step()
print("G/loss_id", loss_id.item())

G.eval()
val_losses = []
with torch.no_grad():
    for f0, mel, code in [validation_pair(s, 50 + s) for s in range(3)]:
        x_real_pad = torch.from_numpy(mel)
        x_identic = G(torch.from_numpy(f0), x_real_pad, torch.from_numpy(code))
        val_losses.append(F.mse_loss(x_identic, x_real_pad).item())
print("validation", np.mean(val_losses))
