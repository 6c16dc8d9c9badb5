import numpy as np
import torch
from torch.utils.data import Dataset


def load_volume(seed):
    """A scan as nibabel gives it: (height, width, slices)."""
    return np.random.RandomState(seed).rand(64, 64, 20).astype(np.float32)


class SliceDataset(Dataset):
    """Every axial slice of every scan, with the grade of the scan."""

    def __init__(self, grades):
        self.grades = grades
        self.items = []
        for patient, _ in enumerate(grades):
            volume = load_volume(patient)
            self.items += [(patient, axial) for axial in normalise(volume)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        patient, axial = self.items[i]
        return torch.from_numpy(axial).unsqueeze(0), self.grades[patient]


def normalise(volume):
    return (volume - volume.mean()) / volume.std()
