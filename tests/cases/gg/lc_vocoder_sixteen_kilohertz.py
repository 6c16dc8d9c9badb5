import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import Conv1d, Conv2d, ConvTranspose1d

h = {
    "upsample_rates": [8, 5, 5],
    "upsample_kernel_sizes": [16, 10, 10],
    "upsample_initial_channel": 64,
    "segment_size": 6400,
    "hop_size": 200,
    "num_mels": 80,
    "sampling_rate": 16000,
}


class Generator(nn.Module):
    def __init__(self, h):
        super().__init__()
        ch = h["upsample_initial_channel"]
        self.conv_pre = Conv1d(h["num_mels"], ch, 7, 1, padding=3)
        self.ups = nn.ModuleList()
        self.resblocks = nn.ModuleList()
        for i, (u, k) in enumerate(zip(h["upsample_rates"], h["upsample_kernel_sizes"])):
            self.ups.append(
                ConvTranspose1d(ch // 2 ** i, ch // 2 ** (i + 1), k, u, padding=(k - u) // 2))
            self.resblocks.append(Conv1d(ch // 2 ** (i + 1), ch // 2 ** (i + 1), 3, 1, padding=1))
        self.conv_post = Conv1d(ch // 2 ** (i + 1), 1, 7, 1, padding=3)

    def forward(self, x):
        x = self.conv_pre(x)
        for up, res in zip(self.ups, self.resblocks):
            x = up(F.leaky_relu(x, 0.1))
            x = x + res(F.leaky_relu(x, 0.1))
        return torch.tanh(self.conv_post(F.leaky_relu(x)))


class DiscriminatorP(nn.Module):
    def __init__(self, period):
        super().__init__()
        self.period = period
        self.convs = nn.ModuleList([
            Conv2d(1, 8, (5, 1), (3, 1), padding=(2, 0)),
            Conv2d(8, 16, (5, 1), (3, 1), padding=(2, 0)),
        ])

    def forward(self, x):
        b, c, t = x.shape
        if t % self.period != 0:
            n_pad = self.period - (t % self.period)
            x = F.pad(x, (0, n_pad), "reflect")
            t = t + n_pad
        x = x.view(b, c, t // self.period, self.period)
        fmap = []
        for conv in self.convs:
            x = F.leaky_relu(conv(x), 0.1)
            fmap.append(x)
        return fmap


def feature_loss(fmap_r, fmap_g):
    loss = 0
    for dr, dg in zip(fmap_r, fmap_g):
        for rl, gl in zip(dr, dg):
            loss += torch.mean(torch.abs(rl - gl))
    return loss * 2


torch.manual_seed(1234)
generator = Generator(h)
mpd = nn.ModuleList(DiscriminatorP(p) for p in (2, 3, 5))
optim_g = torch.optim.AdamW(generator.parameters(), 2e-4, betas=(0.8, 0.99))
for step in range(2):
    y = torch.rand(4, 1, h["segment_size"]) * 2 - 1
    mel = torch.randn(4, h["num_mels"], h["segment_size"] // h["hop_size"])
    y_g_hat = generator(mel)
    loss_fm = feature_loss([d(y) for d in mpd], [d(y_g_hat) for d in mpd])
    optim_g.zero_grad()
    loss_fm.backward()
    optim_g.step()
    print(step, loss_fm.item())
