import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class RoomScenes(Dataset):
    def __init__(self, opt, n=8):
        self.n = n
        self.height, self.width = opt.imgSize
        self.num_class = opt.num_class
        self.segm_downsampling_rate = opt.segm_downsampling_rate

    def __len__(self):
        return self.n

    def _annotate(self, i):
        rng = np.random.RandomState(i)
        segm = np.zeros((self.height, self.width), np.uint8)
        for c in range(1, self.num_class):
            y, x = rng.randint(0, self.height - 16), rng.randint(0, self.width - 16)
            segm[y:y + 30, x:x + 40] = c
        img = np.clip(segm[..., None] * 20 + rng.randint(0, 40, (self.height, self.width, 3)), 0, 255)
        return Image.fromarray(img.astype(np.uint8)), Image.fromarray(segm)

    def __getitem__(self, i):
        img, segm = self._annotate(i)
        rate = self.segm_downsampling_rate
        segm = segm.resize((segm.width // rate, segm.height // rate), Image.NEAREST)
        pixels = torch.from_numpy(np.asarray(img, np.float32).transpose(2, 0, 1) / 255.0)
        return {"img_data": pixels, "seg_label": torch.from_numpy(np.array(segm)).long() - 1}
