import numpy as np
from torch.utils.data import Dataset


class FramesDataset(Dataset):
    """Two random frames of a video."""

    def __init__(self, frame_shape, videos):
        self.frame_shape, self.videos = frame_shape, videos

    def __len__(self):
        return self.videos

    def __getitem__(self, idx):
        rng = np.random.default_rng(idx)
        video = rng.random((6, *self.frame_shape), dtype=np.float32)
        source, driving = video[np.sort(rng.choice(6, 2, replace=False))]
        return {"source": source.transpose(2, 0, 1), "driving": driving.transpose(2, 0, 1)}
