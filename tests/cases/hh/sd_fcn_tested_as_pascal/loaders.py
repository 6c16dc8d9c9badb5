import torch
from torch.utils.data import Dataset


class _Scenes(Dataset):
    n_classes = 0

    def __init__(self, img_size=(64, 128), n=4):
        self.img_size, self.n = img_size, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return (torch.rand(3, *self.img_size, generator=g),
                torch.randint(0, self.n_classes, self.img_size, generator=g))


class pascalVOCLoader(_Scenes):
    n_classes = 21


class cityscapesLoader(_Scenes):
    n_classes = 19


class camvidLoader(_Scenes):
    n_classes = 12


def get_loader(name):
    return {"pascal": pascalVOCLoader, "cityscapes": cityscapesLoader, "camvid": camvidLoader}[name]
