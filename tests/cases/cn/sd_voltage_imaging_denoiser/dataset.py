import torch
from torch.utils.data import Dataset


def record_movie(frames=25, size=48, seed=0):
    """A few blinking cells, shot noise on top; noisy and clean movie."""
    g = torch.Generator().manual_seed(seed)
    yy, xx = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    clean = torch.full((frames, size, size), 0.2)
    for _ in range(6):
        cy, cx = torch.randint(6, size - 6, (2,), generator=g).tolist()
        cell = torch.exp(-((yy - cy) ** 2 + (xx - cx) ** 2) / 18.0)
        clean += torch.rand(frames, 1, 1, generator=g) * cell
    return clean + 0.3 * torch.randn(clean.shape, generator=g), clean


class PatchDataset(Dataset):
    def __init__(self, movie, patch_size, patch_interval):
        self.movie, self.patch_size = movie, patch_size
        starts = [range(0, n - p + 1, i) for n, p, i in zip(movie.shape, patch_size, patch_interval)]
        self.index = [(t, y, x) for t in starts[0] for y in starts[1] for x in starts[2]]

    def __len__(self):
        return len(self.index)

    def __getitem__(self, i):
        (t, y, x), (pt, py, px) = self.index[i], self.patch_size
        return self.movie[t:t + pt, y:y + py, x:x + px]
