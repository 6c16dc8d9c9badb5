import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class AttrDict(dict):
    __getattr__ = dict.__getitem__


params = AttrDict(
    batch_size=4,
    learning_rate=2e-4,
    sample_rate=22050,
    n_mels=20,
    n_fft=1024,
    hop_samples=275,
    crop_mel_frames=10,
    residual_layers=2,
    residual_channels=8,
    noise_schedule=np.linspace(1e-4, 0.05, 50).tolist(),
)


class NumpyDataset(Dataset):
    """Recordings with their spectrogram: a column each hop_samples samples."""

    def __init__(self, n=8, frames=24):
        rng = np.random.default_rng(6)
        self.audio = rng.uniform(-1, 1, (n, frames * params.hop_samples)).astype(np.float32)
        self.spectrogram = rng.uniform(0, 1, (n, params.n_mels, frames)).astype(np.float32)

    def __len__(self):
        return len(self.audio)

    def __getitem__(self, idx):
        start = np.random.randint(0, self.spectrogram.shape[-1] - params.crop_mel_frames)
        end = start + params.crop_mel_frames
        audio = self.audio[idx, start * params.hop_samples:end * params.hop_samples]
        return audio, self.spectrogram[idx, :, start:end]


class SpectrogramUpsampler(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.ConvTranspose2d(1, 1, [3, 32], stride=[1, 16], padding=[1, 8])
        self.conv2 = nn.ConvTranspose2d(1, 1, [3, 32], stride=[1, 16], padding=[1, 8])

    def forward(self, x):
        x = x.unsqueeze(1)
        x = F.leaky_relu(self.conv1(x), 0.4)
        x = F.leaky_relu(self.conv2(x), 0.4)
        return x.squeeze(1)


class ResidualBlock(nn.Module):
    def __init__(self, n_mels, channels, dilation):
        super().__init__()
        self.dilated_conv = nn.Conv1d(channels, 2 * channels, 3, padding=dilation, dilation=dilation)
        self.conditioner_projection = nn.Conv1d(n_mels, 2 * channels, 1)
        self.output_projection = nn.Conv1d(channels, channels, 1)

    def forward(self, x, conditioner):
        conditioner = self.conditioner_projection(conditioner)
        y = self.dilated_conv(x) + conditioner
        gate, filt = y.chunk(2, dim=1)
        return x + self.output_projection(torch.sigmoid(gate) * torch.tanh(filt))


class DiffWave(nn.Module):
    def __init__(self, params):
        super().__init__()
        self.input_projection = nn.Conv1d(1, params.residual_channels, 1)
        self.spectrogram_upsampler = SpectrogramUpsampler()
        self.residual_layers = nn.ModuleList(
            ResidualBlock(params.n_mels, params.residual_channels, 2 ** i) for i in range(params.residual_layers)
        )
        self.output = nn.Conv1d(params.residual_channels, 1, 1)

    def forward(self, audio, spectrogram):
        x = F.relu(self.input_projection(audio.unsqueeze(1)))
        spectrogram = self.spectrogram_upsampler(spectrogram)
        for layer in self.residual_layers:
            x = layer(x, spectrogram)
        return self.output(x).squeeze(1)


level = torch.cumprod(1 - torch.tensor(params.noise_schedule), 0)
model = DiffWave(params)
optimizer = torch.optim.Adam(model.parameters(), lr=params.learning_rate)
for audio, spectrogram in DataLoader(NumpyDataset(), batch_size=params.batch_size, shuffle=True):
    t = torch.randint(0, len(level), (audio.shape[0], 1))
    noise = torch.randn_like(audio)
    noisy = level[t] ** 0.5 * audio + (1 - level[t]) ** 0.5 * noise
    predicted = model(noisy, spectrogram)
    loss = F.l1_loss(noise, predicted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
