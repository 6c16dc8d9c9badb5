import torch
from torch.utils.data import Dataset
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as TF

IMG_SIZE = (108, 152)


class VesselDataset(Dataset):
    def __init__(self, n, train, img_size=IMG_SIZE):
        self.n, self.train, self.img_size = n, train, img_size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, 216, 304, generator=g)
        mask = (torch.rand(1, 216, 304, generator=g) > 0.9).float()
        image = TF.resize(image, list(self.img_size), antialias=True)
        mask = TF.resize(mask, list(self.img_size), interpolation=InterpolationMode.NEAREST)
        if self.train and i % 2:
            image, mask = TF.hflip(image), TF.hflip(mask)
        return image, mask
