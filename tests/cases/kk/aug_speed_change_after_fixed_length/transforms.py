import random

import torch
import torch.nn.functional as F


class Compose:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, wave):
        for step in self.steps:
            wave = step(wave)
        return wave


class FixLength:
    """Cut or zero-pad a (1, time) waveform to n_samples."""

    def __init__(self, n_samples):
        self.n_samples = n_samples

    def __call__(self, wave):
        wave = wave[:, : self.n_samples]
        return F.pad(wave, (0, self.n_samples - wave.shape[1]))


class SpeedPerturb:
    """Play the waveform faster or slower (resampling, as sox speed + rate do)."""

    def __init__(self, factors=(0.9, 1.0, 1.1), p=0.5):
        self.factors = factors
        self.p = p

    def __call__(self, wave):
        if random.random() > self.p:
            return wave
        factor = random.choice(self.factors)
        n = round(wave.shape[1] / factor)
        return F.interpolate(wave.unsqueeze(0), size=n, mode="linear", align_corners=False).squeeze(0)


class AddNoise:
    def __init__(self, snr=20.0):
        self.scale = 10 ** (-snr / 20)

    def __call__(self, wave):
        return wave + self.scale * wave.std() * torch.randn_like(wave)


def build_transform(cfg, train):
    if not train:
        return Compose([FixLength(cfg["n_samples"])])
    return Compose([
        FixLength(cfg["n_samples"]),
        SpeedPerturb(cfg["speed_factors"], p=cfg["speed_prob"]),
        AddNoise(cfg["snr"]),
    ])
