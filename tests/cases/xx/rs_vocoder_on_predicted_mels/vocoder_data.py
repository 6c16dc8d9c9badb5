import numpy as np
import torch
from torch.utils.data import Dataset

from export_mels import HOP


class VocoderDataset(Dataset):
    """Random segments of recorded audio with the spectrogram frames that belong to them."""

    def __init__(self, manifest, n_frames=32):
        self.manifest, self.n_frames = manifest, n_frames

    def __len__(self):
        return len(self.manifest)

    def __getitem__(self, i):
        audio = torch.from_numpy(np.load(self.manifest[i]["audio"]))
        mel = torch.from_numpy(np.load(self.manifest[i]["mel"]))
        start = int(torch.randint(0, mel.shape[1] - self.n_frames, (1,)))
        mel = mel[:, start:start + self.n_frames]
        audio = audio[start * HOP:(start + self.n_frames) * HOP]
        return audio.unsqueeze(0), mel
