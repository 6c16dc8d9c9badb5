import torch
from torch.utils.data import Dataset

NAMES = ["helmet", "head", "vest", "person", "gloves"]


class HelmetDataset(Dataset):
    def __init__(self, n, img_size):
        self.n, self.img_size = n, img_size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(3, self.img_size, self.img_size, generator=g)
        n_boxes = 1 + i % 3
        labels = torch.zeros(n_boxes, 6)
        labels[:, 1] = torch.randint(0, len(NAMES), (n_boxes,), generator=g)
        labels[:, 2:] = torch.rand(n_boxes, 4, generator=g)
        return img, labels


def collate(batch):
    imgs, labels = zip(*batch)
    for i, lab in enumerate(labels):
        lab[:, 0] = i  # picture number within the batch
    return torch.stack(imgs), torch.cat(labels)
