from itertools import combinations

import torch

N_FFT, HOP, N_MELS = 512, 160, 64
_mel = torch.rand(N_FFT // 2 + 1, N_MELS, generator=torch.Generator().manual_seed(0))


def logmel(spec):
    """(mics, time, freq) complex -> (mics, time, mels)"""
    return (spec.abs() ** 2 @ _mel).clamp(min=1e-8).log()


def gcc_phat(spec):
    """(mics, time, freq) complex -> (pairs, time, mels)"""
    maps = []
    for i, j in combinations(range(len(spec)), 2):
        cross = spec[i] * spec[j].conj()
        lags = torch.fft.irfft(cross / cross.abs().clamp(min=1e-8))
        maps.append(torch.cat([lags[:, -N_MELS // 2:], lags[:, :N_MELS // 2]], dim=-1))
    return torch.stack(maps)


def extract(audio, feature_type):
    spec = torch.stft(audio, N_FFT, HOP, window=torch.hann_window(N_FFT), return_complex=True).transpose(1, 2)
    spec = spec[:, :96]
    if feature_type == "logmel":
        return logmel(spec)
    if feature_type == "logmelgcc":
        return torch.cat([logmel(spec), gcc_phat(spec)])
    raise ValueError(feature_type)
