import torch


class TacotronSTFT:
    def __init__(self, filter_length=256, hop_length=64, n_mel_channels=80, sampling_rate=22050):
        self.filter_length, self.hop_length = filter_length, hop_length
        self.window = torch.hann_window(filter_length)
        g = torch.Generator().manual_seed(sampling_rate)
        self.mel_basis = torch.rand(n_mel_channels, filter_length // 2 + 1, generator=g)

    def mel_spectrogram(self, y):
        magnitudes = torch.stft(y, self.filter_length, self.hop_length, window=self.window, return_complex=True).abs()
        mel = torch.matmul(self.mel_basis, magnitudes)
        return torch.log(torch.clamp(mel, min=1e-5))
