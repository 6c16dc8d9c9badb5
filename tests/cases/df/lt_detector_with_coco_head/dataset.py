import torch
from torch.utils.data import DataLoader, Dataset

dataset_params = {
    "classes": ["helmet", "vest", "person"],
    "image_size": 64,
    "n_train": 6,
}


class CocoFormatYolo(Dataset):
    """images with rows (class, cx, cy, w, h), sizes relative to the image"""

    def __init__(self, params):
        self.n = params["n_train"]
        self.size = params["image_size"]
        self.n_classes = len(params["classes"])

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        n_boxes = 1 + i % 3
        cls = torch.randint(0, self.n_classes, (n_boxes, 1), generator=g).float()
        centre = 0.2 + 0.6 * torch.rand(n_boxes, 2, generator=g)
        wh = 0.1 + 0.2 * torch.rand(n_boxes, 2, generator=g)
        return torch.rand(3, self.size, self.size, generator=g), torch.cat([cls, centre, wh], 1)


def detection_collate(batch):
    images, targets = zip(*batch)
    rows = [torch.cat([torch.full((len(t), 1), float(i)), t], 1) for i, t in enumerate(targets)]
    return torch.stack(images), torch.cat(rows)


def train_loader(batch_size):
    return DataLoader(CocoFormatYolo(dataset_params), batch_size=batch_size, collate_fn=detection_collate)
