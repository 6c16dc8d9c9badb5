import torch
from torch.utils.data import Dataset

from stft import TacotronSTFT


class Mel2Samp(Dataset):
    """Pairs of a mel spectrogram and the audio segment it was computed from."""

    def __init__(self, segment_length, sampling_rate, filter_length, hop_length, n_files=8):
        self.n_files = n_files
        self.segment_length = segment_length
        self.stft = TacotronSTFT(
            filter_length=filter_length, hop_length=hop_length, sampling_rate=sampling_rate
        )

    def __len__(self):
        return self.n_files

    def __getitem__(self, index):
        g = torch.Generator().manual_seed(index)
        audio = torch.rand(1, self.segment_length, generator=g) * 2 - 1
        return self.stft.mel_spectrogram(audio).squeeze(0), audio.squeeze(0)
