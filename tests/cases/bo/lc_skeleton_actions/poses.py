import numpy as np
import torch
from torch.utils.data import Dataset

JOINTS = ["nose", "l_eye", "r_eye", "l_ear", "r_ear", "l_shoulder", "r_shoulder", "l_elbow", "r_elbow", "l_wrist",
          "r_wrist", "l_hip", "r_hip", "l_knee", "r_knee", "l_ankle", "r_ankle"]


def annotate(rng, frames):
    """x, y, score of each joint in each frame, as the pose estimator stores it."""
    start = rng.uniform(-1, 1, (1, len(JOINTS), 2))
    xy = start + np.cumsum(rng.normal(0, 0.02, (frames, len(JOINTS), 2)), axis=0)
    score = rng.uniform(0.5, 1, (frames, len(JOINTS), 1))
    return np.concatenate([xy, score], axis=-1)


class PoseSequences(Dataset):
    def __init__(self, num_clips, clip_len, num_classes):
        rng = np.random.default_rng(3)
        self.clip_len = clip_len
        self.annotations = [
            dict(keypoint=annotate(rng, int(rng.integers(clip_len, 3 * clip_len))), label=k % num_classes)
            for k in range(num_clips)
        ]

    def __len__(self):
        return len(self.annotations)

    def __getitem__(self, i):
        a = self.annotations[i]
        inds = np.linspace(0, len(a["keypoint"]) - 1, self.clip_len).astype(int)
        seq = torch.from_numpy(a["keypoint"][inds]).float()
        return seq.permute(2, 0, 1).contiguous(), a["label"]
