import os
import tempfile
import wave

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

hparams = dict(sampling_rate=22050, filter_length=512, hop_length=128, n_mel=40, max_wav_value=32768.0, batch_size=2)


def write_takes(folder, lengths=(9000, 11000, 8000, 12000)):
    rng = np.random.default_rng(0)
    for k, n in enumerate(lengths):
        tone = np.sin(np.arange(n) * (0.02 + 0.01 * k))[:, None] + 0.01 * rng.normal(size=(n, 2))
        with wave.open(os.path.join(folder, f"take_{k:02d}.wav"), "wb") as f:
            f.setnchannels(2)
            f.setsampwidth(2)
            f.setframerate(hparams["sampling_rate"])
            f.writeframes((tone * 12000).astype("<i2").tobytes())


def load_wav_to_torch(path):
    with wave.open(path, "rb") as f:
        rate, channels = f.getframerate(), f.getnchannels()
        data = np.frombuffer(f.readframes(f.getnframes()), dtype="<i2")
    if channels > 1:
        data = data.reshape(-1, channels)
    return torch.from_numpy(data.astype(np.float32)), rate


class STFT(nn.Module):
    def __init__(self, filter_length, hop_length):
        super().__init__()
        self.filter_length, self.hop_length = filter_length, hop_length
        basis = torch.fft.fft(torch.eye(filter_length))[:filter_length // 2 + 1]
        basis = torch.cat([basis.real, basis.imag]) * torch.hann_window(filter_length)
        self.register_buffer("forward_basis", basis.unsqueeze(1))

    def transform(self, input_data):
        num_batches, num_samples = input_data.size(0), input_data.size(1)
        input_data = input_data.view(num_batches, 1, num_samples)
        input_data = F.pad(input_data, (self.filter_length // 2, self.filter_length // 2), mode="reflect")
        spec = F.conv1d(input_data, self.forward_basis, stride=self.hop_length)
        real, imag = spec.chunk(2, dim=1)
        return torch.sqrt(real ** 2 + imag ** 2 + 1e-9)


class MelMaker:
    def __init__(self):
        self.stft = STFT(hparams["filter_length"], hparams["hop_length"])
        bins = hparams["filter_length"] // 2 + 1
        centres = torch.linspace(0, bins - 1, hparams["n_mel"] + 2)
        grid = torch.arange(bins)
        width = centres[1]
        self.mel_basis = torch.clamp(1 - (grid - centres[1:-1, None]).abs() / width, min=0)

    def mel_spectrogram(self, y):
        magnitudes = self.stft.transform(y)
        return torch.log(torch.clamp(self.mel_basis @ magnitudes, min=1e-5))


class TextMelLoader(Dataset):
    def __init__(self, folder):
        self.audiopaths = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
        self.maker = MelMaker()

    def get_mel(self, filename):
        audio, sampling_rate = load_wav_to_torch(filename)
        if sampling_rate != hparams["sampling_rate"]:
            raise ValueError(f"{sampling_rate} SR doesn't match target")
        audio_norm = (audio / hparams["max_wav_value"]).unsqueeze(0)
        return self.maker.mel_spectrogram(audio_norm).squeeze(0)

    def __len__(self):
        return len(self.audiopaths)

    def __getitem__(self, i):
        return self.get_mel(self.audiopaths[i])


def collate(mels):
    longest = max(m.size(1) for m in mels)
    return torch.stack([F.pad(m, (0, longest - m.size(1))) for m in mels])


class PostNet(nn.Module):
    def __init__(self, n_mel):
        super().__init__()
        self.convs = nn.Sequential(nn.Conv1d(n_mel, 32, 5, padding=2), nn.Tanh(), nn.Conv1d(32, n_mel, 5, padding=2))

    def forward(self, mel):
        return mel + self.convs(mel)


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        write_takes(folder)
        train_loader = DataLoader(TextMelLoader(folder), batch_size=hparams["batch_size"], collate_fn=collate)
        model = PostNet(hparams["n_mel"])
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for i, mel in enumerate(train_loader):
            loss = F.mse_loss(model(mel + 0.1 * torch.randn_like(mel)), mel)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(i, tuple(mel.shape), loss.item())
