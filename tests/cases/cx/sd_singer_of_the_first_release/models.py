import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class TextEncoder(nn.Module):
    def __init__(self, n_phones, hidden_channels):
        super().__init__()
        self.emb_phone = nn.Embedding(n_phones, hidden_channels)
        self.emb_pitch = nn.Embedding(128, hidden_channels)
        self.conv = nn.Conv1d(hidden_channels, hidden_channels, 5, padding=2)

    def forward(self, phone, pitchid, dur):
        x = torch.repeat_interleave(self.emb_phone(phone) + self.emb_pitch(pitchid), dur, dim=1)
        return torch.relu(self.conv(x.transpose(1, 2)))


class GeneratorHarm(nn.Module):
    """Sines at the multiples of F0 with predicted amplitudes."""

    def __init__(self, data, hidden_channels, n_harmonic):
        super().__init__()
        self.data = data
        self.postnet = nn.Conv1d(hidden_channels, n_harmonic, 3, padding=1)

    def forward(self, f0, z):
        amplitudes = F.interpolate(torch.sigmoid(self.postnet(z)), scale_factor=self.data.hop_size)
        omega = torch.cumsum(2 * math.pi * F.interpolate(f0, scale_factor=self.data.hop_size) / self.data.sample_rate, -1)
        multiples = torch.arange(1, amplitudes.shape[1] + 1).view(1, -1, 1)
        return amplitudes * torch.sin(omega * multiples), torch.sin(omega)


class Generator(nn.Module):
    """Upsamples the latent frames; the harmonics, noise and the sine come in at every rate."""

    def __init__(self, model):
        super().__init__()
        ch, cond = model.upsample_initial_channel, model.n_harmonic + 2
        self.conv_pre = nn.Conv1d(model.hidden_channels, ch, 7, padding=3)
        self.ups, self.downs, self.concat_conv = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for r in model.upsample_rates:
            self.ups.append(nn.ConvTranspose1d(ch, ch // 2, r * 2, r, padding=r // 2))
            self.concat_conv.append(nn.Conv1d(ch // 2 + cond, ch // 2, 3, padding=1))
            ch = ch // 2
        for r in reversed(model.upsample_rates[1:]):
            self.downs.append(nn.Conv1d(cond, cond, r * 2, r, padding=r // 2))
        self.conv_post = nn.Conv1d(ch, 1, 7, padding=3)

    def forward(self, z, condition):
        conditions = [condition]
        for down in self.downs:
            conditions.insert(0, torch.relu(down(conditions[0])))
        x = self.conv_pre(z)
        for up, concat, c in zip(self.ups, self.concat_conv, conditions):
            x = concat(torch.cat([up(F.leaky_relu(x, 0.1)), c], dim=1))
        return torch.tanh(self.conv_post(F.leaky_relu(x)))


class SynthesizerTrn(nn.Module):
    def __init__(self, data, model):
        super().__init__()
        self.text_encoder = TextEncoder(data.n_phones, model.hidden_channels)
        self.dec_harm = GeneratorHarm(data, model.hidden_channels, model.n_harmonic)
        self.dec = Generator(model)

    def infer(self, phone, pitchid, dur):
        z = self.text_encoder(phone, pitchid, dur)
        f0 = 440.0 * 2 ** ((torch.repeat_interleave(pitchid, dur, dim=1).float() - 69) / 12)
        harm, sin = self.dec_harm(f0.unsqueeze(1), z)
        return self.dec(z, torch.cat([harm, torch.randn_like(sin) * 0.01, sin], dim=1))
