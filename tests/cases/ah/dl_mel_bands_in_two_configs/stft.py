import torch


def mel_filters(sampling_rate, n_fft, n_mels, fmin, fmax):
    def to_mel(f):
        return 2595.0 * torch.log10(1.0 + torch.as_tensor(f) / 700.0)

    mels = torch.linspace(to_mel(fmin).item(), to_mel(fmax).item(), n_mels + 2)
    edges = 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    bins = torch.linspace(0.0, sampling_rate / 2, n_fft // 2 + 1)
    up = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return torch.minimum(up, down).clamp(min=0.0)


class TacotronSTFT:
    def __init__(self, filter_length=1024, hop_length=256, win_length=1024, n_mel_channels=80,
                 sampling_rate=22050, mel_fmin=0.0, mel_fmax=8000.0):
        self.n_fft, self.hop, self.win = filter_length, hop_length, win_length
        self.basis = mel_filters(sampling_rate, filter_length, n_mel_channels, mel_fmin, mel_fmax)

    def mel_spectrogram(self, y):
        spec = torch.stft(y, self.n_fft, self.hop, self.win, torch.hann_window(self.win), return_complex=True)
        return torch.log((self.basis @ spec.abs()).clamp(min=1e-5))
