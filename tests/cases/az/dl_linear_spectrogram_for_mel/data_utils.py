import torch
from torch.utils.data import Dataset


def spectrogram_torch(y, n_fft, hop, win):
    spec = torch.stft(y, n_fft, hop, win, torch.hann_window(win), return_complex=True)
    return spec.abs()


def mel_basis(n_mels, n_fft):
    centers = torch.linspace(0, n_fft // 2, n_mels + 2)
    bins = torch.arange(n_fft // 2 + 1)
    width = centers[1] - centers[0]
    return (1 - (bins[None] - centers[1:-1, None]).abs() / width).clamp(min=0)


def mel_spectrogram_torch(y, n_fft, n_mels, hop, win):
    spec = spectrogram_torch(y, n_fft, hop, win)
    return torch.log(torch.clamp(mel_basis(n_mels, n_fft) @ spec, min=1e-5))


class TextAudioLoader(Dataset):
    def __init__(self, hparams, n=8):
        self.filter_length = hparams.filter_length
        self.hop_length = hparams.hop_length
        self.win_length = hparams.win_length
        self.n_mel_channels = hparams.n_mel_channels
        self.use_mel_spec_posterior = getattr(hparams, "use_mel_spec_posterior", False)
        self.audio = torch.randn(n, hparams.sampling_rate) * 0.1

    def __len__(self):
        return len(self.audio)

    def get_audio(self, index):
        wav = self.audio[index]
        if self.use_mel_spec_posterior:
            spec = mel_spectrogram_torch(wav, self.filter_length, self.n_mel_channels, self.hop_length, self.win_length)
        else:
            spec = spectrogram_torch(wav, self.filter_length, self.hop_length, self.win_length)
        return spec, wav

    def __getitem__(self, index):
        text = torch.randint(1, 40, (30,))
        spec, wav = self.get_audio(index)
        return text, spec, wav
