import torch
from torch.utils.data import Dataset


class OdometryPairs(Dataset):
    """Synthetic frame pairs with the IMU readings between them and the relative pose."""

    def __init__(self, n_frames, imu_per_frame=10, size=(32, 96), seed=0):
        g = torch.Generator().manual_seed(seed)
        self.frames = torch.rand(n_frames, 3, *size, generator=g)
        self.imu = torch.randn(n_frames - 1, imu_per_frame, 6, generator=g)
        self.poses = 0.02 * torch.randn(n_frames - 1, 6, generator=g)

    def __len__(self):
        return len(self.imu)

    def __getitem__(self, i):
        return {"first": self.frames[i], "second": self.frames[i + 1], "imu": self.imu[i], "pose": self.poses[i]}
