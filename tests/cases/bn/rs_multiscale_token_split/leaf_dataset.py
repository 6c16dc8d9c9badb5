import torch
from torch.utils.data import Dataset
from torchvision.transforms import functional as TF


class LeafDisease(Dataset):
    def __init__(self, num_images, num_classes, img_scale, crop_size):
        self.num_images, self.num_classes = num_images, num_classes
        self.img_scale, self.crop_size = img_scale, crop_size

    def __len__(self):
        return self.num_images

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(3, 200, 260, generator=g)
        seg = torch.randint(0, self.num_classes, (1, 200, 260), generator=g)
        img = TF.resize(img, list(self.img_scale), antialias=True)
        seg = TF.resize(seg, list(self.img_scale), interpolation=TF.InterpolationMode.NEAREST)
        img, seg = TF.center_crop(img, list(self.crop_size)), TF.center_crop(seg, list(self.crop_size))
        return img, seg[0]
