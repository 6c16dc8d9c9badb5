import torch
import torch.nn.functional as F
from torch import nn


def slice_segments(x, ids, size):
    return torch.stack([x[i, :, s:s + size] for i, s in enumerate(ids.tolist())])


class Generator(nn.Module):
    def __init__(self, inter_channels, upsample_initial_channel, upsample_rates, upsample_kernel_sizes):
        super().__init__()
        c = upsample_initial_channel
        self.conv_pre = nn.Conv1d(inter_channels, c, 7, padding=3)
        self.ups = nn.ModuleList()
        for rate, kernel in zip(upsample_rates, upsample_kernel_sizes):
            self.ups.append(nn.ConvTranspose1d(c, c // 2, kernel, rate, padding=(kernel - rate) // 2))
            c //= 2
        self.conv_post = nn.Conv1d(c, 1, 7, padding=3)

    def forward(self, z):
        x = self.conv_pre(z)
        for up in self.ups:
            x = up(F.leaky_relu(x, 0.1))
        return torch.tanh(self.conv_post(F.leaky_relu(x)))


class SynthesizerTrn(nn.Module):
    def __init__(self, spec_channels, segment_frames, inter_channels, **decoder):
        super().__init__()
        self.segment_frames = segment_frames
        self.enc_q = nn.Conv1d(spec_channels, 2 * inter_channels, 5, padding=2)
        self.dec = Generator(inter_channels, **decoder)

    def forward(self, spec):
        mean, logs = self.enc_q(spec).chunk(2, dim=1)
        z = mean + torch.randn_like(mean) * logs.exp()
        ids = torch.randint(0, spec.size(2) - self.segment_frames + 1, (spec.size(0),))
        return self.dec(slice_segments(z, ids, self.segment_frames)), ids
