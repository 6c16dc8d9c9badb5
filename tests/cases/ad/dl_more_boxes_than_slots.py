import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

IMG = 96


class BeeBoxes(Dataset):
    """Photos of a hive entrance; every bee is one box (y1, x1, y2, x2)."""

    def __init__(self, n=12):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(100 + i)
        count = 4 + (i * 5) % 9 if i < 7 else 3 + i
        corner = torch.rand(count, 2, generator=g) * (IMG - 20)
        boxes = torch.cat([corner, corner + 16], dim=1)
        return torch.rand(3, IMG, IMG, generator=g), {"boxes": boxes, "cls": torch.ones(count)}


class DetCollate:
    """Puts the boxes of a batch into tensors allocated once, unused slots are -1."""

    def __init__(self, max_instances=12):
        self.max_instances = max_instances

    def __call__(self, batch):
        size = len(batch)
        images = torch.stack([img for img, _ in batch])
        boxes = torch.full((size, self.max_instances, 4), -1.0)
        cls = torch.full((size, self.max_instances), -1.0)
        for i, (_, ann) in enumerate(batch):
            n = len(ann["cls"])
            boxes[i, :n] = ann["boxes"]
            cls[i, :n] = ann["cls"]
        return images, boxes, cls


class CenterHeat(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 8, 3, 2, 1), nn.ReLU())
        self.heat = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        return self.heat(self.body(x))[:, 0]


def centre_map(boxes, cls, side):
    target = torch.zeros(len(boxes), side, side)
    centre = ((boxes[..., :2] + boxes[..., 2:]) / 2 * side / IMG).long().clamp(0, side - 1)
    for b in range(len(boxes)):
        used = centre[b][cls[b] > 0]
        target[b, used[:, 0], used[:, 1]] = 1
    return target


def main():
    train = DataLoader(BeeBoxes(), batch_size=4, num_workers=1, collate_fn=DetCollate(), multiprocessing_context="fork")
    net = CenterHeat()
    opt = torch.optim.Adam(net.parameters(), 1e-3)
    for step, (images, boxes, cls) in enumerate(train):
        heat = net(images)
        loss = nn.functional.binary_cross_entropy_with_logits(heat, centre_map(boxes, cls, heat.shape[-1]))
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(step, round(loss.item(), 4))


if __name__ == "__main__":
    main()
