import numpy as np
from PIL import Image
from torch.utils.data import Dataset

SPECIES = ["deer", "fox", "boar", "badger", "empty"]


class CameraTrap(Dataset):
    """Frames of one camera model, all 160 wide and 120 high."""

    def __init__(self, n_frames, transform):
        self.n_frames, self.transform = n_frames, transform

    def __len__(self):
        return self.n_frames

    def __getitem__(self, index):
        rng = np.random.default_rng(index)
        frame = Image.fromarray(rng.integers(0, 256, (120, 160, 3), dtype=np.uint8))
        return self.transform(frame), index % len(SPECIES)
