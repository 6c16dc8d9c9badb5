import random

from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms import functional as TF


class PairedImageDataset(Dataset):
    def __init__(self, gt_dir, lq_dir, use_hflip=True):
        self.names = sorted(p.name for p in gt_dir.glob("*.png"))
        self.gt_dir, self.lq_dir = gt_dir, lq_dir
        self.use_hflip = use_hflip

    def __len__(self):
        return len(self.names)

    def _read(self, folder, name):
        return TF.to_tensor(Image.open(folder / name))

    def __getitem__(self, index):
        name = self.names[index]
        gt = self._read(self.gt_dir, name)
        lq = self._read(self.lq_dir, name)
        if self.use_hflip and random.random() < 0.5:
            gt, lq = TF.hflip(gt), TF.hflip(lq)
        return {"lq": lq, "gt": gt, "name": name}
