import numpy as np
import torch
from torch import nn

window = 2.0
fps = 60
joints = 26
frames = int(window * fps) + 1
phase_channels = 5
batch_size = 32


def load_sequences(bones=38):
    """Joint velocities of the exported character, a row per frame."""
    rng = np.random.default_rng(1)
    t = np.arange(600) / fps
    waves = np.sin(2 * np.pi * rng.uniform(0.5, 3, (1, bones * 3)) * t[:, None])
    return torch.from_numpy(waves.astype("float32"))


class PAE(nn.Module):
    def __init__(self, input_channels, embedding_channels, time_range, window):
        super().__init__()
        self.input_channels, self.time_range = input_channels, time_range
        mid = input_channels // 3
        self.register_buffer("freqs", torch.fft.rfftfreq(time_range)[1:] * time_range / window)
        self.register_buffer("args", torch.linspace(-window / 2, window / 2, time_range))
        self.conv1 = nn.Conv1d(input_channels, mid, time_range, padding="same")
        self.conv2 = nn.Conv1d(mid, embedding_channels, time_range, padding="same")
        self.fc = nn.ModuleList(nn.Linear(time_range, 2) for _ in range(embedding_channels))
        self.deconv = nn.Conv1d(embedding_channels, input_channels, time_range, padding="same")

    def forward(self, x):
        y = x
        y = y.reshape(y.shape[0], self.input_channels, self.time_range)
        latent = self.conv2(torch.tanh(self.conv1(y)))
        power = torch.fft.rfft(latent, dim=2).abs()[:, :, 1:] ** 2
        f = ((self.freqs * power).sum(2) / power.sum(2)).unsqueeze(2)
        a = (2 * power.sum(2).sqrt() / self.time_range).unsqueeze(2)
        v = torch.stack([fc(latent[:, i]) for i, fc in enumerate(self.fc)], dim=1)
        p = (torch.atan2(v[..., 1], v[..., 0]) / (2 * torch.pi)).unsqueeze(2)
        signal = a * torch.sin(2 * torch.pi * (f * self.args + p)) + latent.mean(2, keepdim=True)
        return self.deconv(signal).reshape(y.shape[0], -1), latent, signal


data = load_sequences()
network = PAE(3 * joints, phase_channels, frames, window)
optimizer = torch.optim.AdamW(network.parameters(), lr=1e-4, weight_decay=1e-4)
for step in range(2):
    starts = torch.randint(0, len(data) - frames, (batch_size,)).tolist()
    train_batch = torch.stack([data[s:s + frames].t().flatten() for s in starts])
    y_pred, latent, signal = network(train_batch)
    loss = nn.functional.mse_loss(y_pred, train_batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
