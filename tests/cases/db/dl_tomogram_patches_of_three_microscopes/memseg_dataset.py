import os

import numpy as np
import torch
from torch.utils.data import Dataset


class CryoETMemSegDataset(Dataset):
    def __init__(self, img_folder, label_folder, train=False, patch_size=24):
        self.img_folder, self.label_folder = img_folder, label_folder
        self.train = train
        self.patch_size = patch_size
        self.names = sorted(os.listdir(img_folder))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, idx):
        img = np.load(os.path.join(self.img_folder, self.names[idx]))
        label = np.load(os.path.join(self.label_folder, self.names[idx]))
        img = (img - img.mean()) / img.std()
        if self.train:
            axes = [a for a in range(3) if np.random.rand() < 0.5]
            img, label = np.flip(img, axes), np.flip(label, axes)
        return {
            "image": torch.from_numpy(img.copy()).unsqueeze(0),
            "label": torch.from_numpy(label.copy()).unsqueeze(0),
        }
