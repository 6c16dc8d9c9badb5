import torch
from torch.utils.data import Dataset


class RawframeDataset(Dataset):
    """Frames of short sport clips, three colours or the two components of the optical flow."""

    def __init__(self, modality, num_segments, clip_len, crop_size, n_videos=6):
        self.modality = modality
        self.num_segments, self.clip_len, self.crop_size = num_segments, clip_len, crop_size
        self.n_videos = n_videos

    def __len__(self):
        return self.n_videos

    def load(self, i):
        depth = 3 if self.modality == "RGB" else 2
        g = torch.Generator().manual_seed(i)
        return torch.rand(30 + i, depth, 64, 80, generator=g) * 2 - 1

    def sample(self, n_frames):
        span = (n_frames - self.clip_len) // self.num_segments
        return [s * span + torch.arange(self.clip_len) for s in range(self.num_segments)]

    def __getitem__(self, i):
        video = self.load(i)
        top, left = torch.randint(0, 8, (1,)).item(), torch.randint(0, 24, (1,)).item()
        video = video[:, :, top:top + self.crop_size, left:left + self.crop_size]
        segments = [video[index].flatten(0, 1) for index in self.sample(len(video))]
        return torch.stack(segments), i % 11
