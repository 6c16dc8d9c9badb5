import glob
import os

import numpy as np
import torch
from torch.utils.data import Dataset

FRAMES, COEFFS = 512, 26


def write_recordings(folder, n=24):
    rng = np.random.default_rng(11)
    for k in range(n):
        mfcc = rng.normal(size=(FRAMES, COEFFS)).astype(np.float32)
        np.save(os.path.join(folder, f"syllable{k:03d}_tone{k % 4 + 1}.npy"), mfcc)


class ToneDataset(Dataset):
    """Syllables of spoken Mandarin, the tone (1 to 4) is part of the file name."""

    def __init__(self, folder):
        self.files = sorted(glob.glob(os.path.join(folder, "*.npy")))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        mfcc = np.load(self.files[i])
        mfcc = (mfcc - mfcc.mean(axis=0)) / mfcc.std(axis=0)
        tone = int(self.files[i][-5]) - 1
        return torch.from_numpy(mfcc), tone
