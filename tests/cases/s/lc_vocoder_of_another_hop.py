import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

config = {
    "sampling_rate": 48000,
    "fft_size": 1024,
    "hop_size": 300,
    "num_mels": 20,
    "batch_max_steps": 6000,
    "generator_params": {
        "residual_channels": 8,
        "layers": 3,
        "upsample_scales": [4, 4, 4, 4],
    },
}


class AudioMelDataset(Dataset):
    """Pieces of speech beside their mel spectrograms, one frame for each hop."""

    def __init__(self, n=4):
        self.frames = config["batch_max_steps"] // config["hop_size"]
        self.hop = config["hop_size"]
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        audio = torch.randn(1, self.frames * self.hop, generator=g)
        mel = torch.randn(config["num_mels"], self.frames, generator=g)
        return audio, mel


class UpsampleNetwork(nn.Module):
    def __init__(self, upsample_scales, kernel_size=3):
        super().__init__()
        self.up_layers = nn.ModuleList()
        for scale in upsample_scales:
            self.up_layers.append(nn.Upsample(scale_factor=(1, scale), mode="nearest"))
            self.up_layers.append(nn.Conv2d(1, 1, (1, 2 * scale + 1), padding=(0, scale), bias=False))

    def forward(self, c):
        c = c.unsqueeze(1)
        for f in self.up_layers:
            c = f(c)
        return c.squeeze(1)


class ParallelGenerator(nn.Module):
    def __init__(self, aux_channels, residual_channels, layers, upsample_scales):
        super().__init__()
        self.upsample_net = UpsampleNetwork(upsample_scales)
        self.first_conv = nn.Conv1d(1, residual_channels, 1)
        self.aux_convs = nn.ModuleList(nn.Conv1d(aux_channels, residual_channels, 1) for _ in range(layers))
        self.convs = nn.ModuleList(
            nn.Conv1d(residual_channels, residual_channels, 3, padding=2 ** i, dilation=2 ** i) for i in range(layers)
        )
        self.last_conv = nn.Conv1d(residual_channels, 1, 1)

    def forward(self, x, c):
        c = self.upsample_net(c)
        x = self.first_conv(x)
        for conv, aux in zip(self.convs, self.aux_convs):
            x = x + torch.tanh(conv(x) + aux(c))
        return self.last_conv(x)


loader = DataLoader(AudioMelDataset(), batch_size=2)
model = ParallelGenerator(config["num_mels"], **config["generator_params"])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for y, c in loader:
    z = torch.randn_like(y)
    loss = nn.functional.l1_loss(model(z, c), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
