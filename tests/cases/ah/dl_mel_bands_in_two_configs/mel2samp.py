import torch
from torch.utils.data import Dataset

from stft import TacotronSTFT


class Mel2Samp(Dataset):
    """Returns the mel spectrogram of a piece of audio, and the piece itself."""

    def __init__(self, segment_length, filter_length, hop_length, win_length, sampling_rate, mel_fmin, mel_fmax):
        self.segment_length = segment_length
        t = torch.arange(3 * sampling_rate) / sampling_rate
        self.audio = [torch.sin(6.283 * (120.0 + 15 * k) * t) * torch.rand(()) for k in range(12)]
        self.stft = TacotronSTFT(filter_length=filter_length,
                                 hop_length=hop_length,
                                 win_length=win_length,
                                 sampling_rate=sampling_rate,
                                 mel_fmin=mel_fmin, mel_fmax=mel_fmax)

    def __len__(self):
        return len(self.audio)

    def __getitem__(self, index):
        audio = self.audio[index]
        start = torch.randint(0, len(audio) - self.segment_length, ()).item()
        audio = audio[start:start + self.segment_length]
        return self.stft.mel_spectrogram(audio), audio
