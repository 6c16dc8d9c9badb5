import torch
from torch.utils.data import Dataset


class FramesDataset(Dataset):
    def __init__(self, frame_shape, n_videos):
        self.frame_shape = frame_shape
        self.n_videos = n_videos

    def __len__(self):
        return self.n_videos

    def __getitem__(self, idx):
        g = torch.Generator().manual_seed(idx)
        source = torch.rand(3, self.frame_shape, self.frame_shape, generator=g)
        driving = source.roll(shifts=4, dims=-1)
        return {"source": source, "driving": driving}
