import os
import pickle

import numpy as np
import torch
from torch.utils.data import Dataset


def write_annotations(root):
    """Two releases of the same videos: estimated 2D poses and Kinect 3D skeletons."""
    rng = np.random.default_rng(60)
    for name, joints in (("ntu60_xsub_train", 17), ("ntu60_3d_xsub_train", 25)):
        samples = []
        for k in range(8):
            samples.append({
                "frame_dir": f"S001C001P{k:03d}",
                "label": int(rng.integers(60)),
                "keypoint": rng.normal(size=(2, 30 + k, joints, 3)).astype("float32"),
            })
        with open(os.path.join(root, name + ".pkl"), "wb") as f:
            pickle.dump(samples, f)


class PoseDataset(Dataset):
    def __init__(self, ann_file, clip_len, num_person):
        with open(ann_file, "rb") as f:
            self.samples = pickle.load(f)
        self.clip_len, self.num_person = clip_len, num_person

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        s = self.samples[i]
        kp = s["keypoint"][: self.num_person, : self.clip_len]
        # M, T, V, C -> C, T, V, M
        return torch.from_numpy(kp.transpose(3, 1, 2, 0).copy()), s["label"]
