import torch
from torch.utils.data import Dataset


class OneSecondClips(Dataset):
    """Clips of about one second, resampled to a fixed number of frames."""

    def __init__(self, config):
        self.config = config

    def __len__(self):
        return self.config.num_clips

    def __getitem__(self, i):
        c = self.config
        g = torch.Generator().manual_seed(i)
        video = torch.rand(c.fps, 3, c.frame_size, c.frame_size, generator=g)
        picked = torch.linspace(0, c.fps - 1, c.sample_frames).round().long()
        return {"frames": video[picked], "label": i % c.num_classes}
