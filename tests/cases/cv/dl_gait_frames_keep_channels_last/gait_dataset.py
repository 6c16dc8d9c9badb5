import os
import pickle

import numpy as np
import torch
from torch.utils.data import Dataset


class GaitSequences(Dataset):
    def __init__(self, root):
        self.label_set = sorted(os.listdir(root))
        self.seqs = [(pid, os.path.join(root, pid, f))
                     for pid in self.label_set for f in sorted(os.listdir(os.path.join(root, pid)))]

    def __len__(self):
        return len(self.seqs)

    def __getitem__(self, i):
        pid, path = self.seqs[i]
        with open(path, "rb") as f:
            frames = pickle.load(f)
        return frames, self.label_set.index(pid)


def fixed_ordered_collate(batch, frames_num=8):
    """Cut every sequence to the same number of neighbouring frames."""
    clips = []
    for frames, _ in batch:
        start = np.random.randint(0, len(frames) - frames_num + 1)
        clips.append(frames[start:start + frames_num])
    clips = torch.from_numpy(np.stack(clips)).float() / 255.0
    return clips, torch.tensor([label for _, label in batch])
