import os

import numpy as np
import torch
from torch.utils.data import Dataset


def render(scene, num_points):
    """Points of a table top with one box, seen from above."""
    rng = np.random.default_rng(scene)
    table = rng.uniform(-0.5, 0.5, (num_points // 2, 3)) * [1, 1, 0]
    box = rng.uniform(-0.1, 0.1, (num_points // 2, 3)) + [0, 0, 0.1]
    return np.concatenate([table, box]) - [0, 0, rng.uniform(0.9, 1.3)]


class SceneDataset(Dataset):
    def __init__(self, config, use_saved_renders=False):
        self.config = config
        self.use_saved_renders = use_saved_renders
        self.folder = os.path.join(config["data_path"], "renders")
        os.makedirs(self.folder, exist_ok=True)

    def __len__(self):
        return self.config["num_scenes"]

    def __getitem__(self, scene):
        path = os.path.join(self.folder, f"{scene:06d}.npy")
        if self.use_saved_renders and os.path.exists(path):
            pc_cam = np.load(path)
        else:
            pc_cam = render(scene, self.config["raw_num_points"])
            if self.use_saved_renders:
                np.save(path, pc_cam)
        return {"pc_cam": torch.from_numpy(pc_cam).float(), "graspable": torch.tensor(float(scene % 2))}
