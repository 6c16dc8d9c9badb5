import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

SIDE, GRID, N_CLASSES = 64, 8, 3


class StreetSigns(Dataset):
    """Pictures with one or more signs; a row is xmin, ymin, xmax, ymax, class."""

    def __init__(self, n=12, seed=5):
        rng = np.random.RandomState(seed)
        self.images = rng.rand(n, 3, SIDE, SIDE).astype(np.float32)
        self.annotations = []
        for i in range(n):
            corner = rng.uniform(0, 0.6, (1 + i % 3, 2))
            size = rng.uniform(0.1, 0.4, corner.shape)
            kind = rng.randint(0, N_CLASSES, (len(corner), 1))
            self.annotations.append(np.hstack([corner, corner + size, kind]).astype(np.float32))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        boxes = torch.from_numpy(self.annotations[index])
        return torch.from_numpy(self.images[index]), boxes


class GridDetector(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(32, 32, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.loc = nn.Conv2d(32, 4, 1)
        self.conf = nn.Conv2d(32, N_CLASSES, 1)

    def forward(self, x):
        f = self.backbone(x)
        return self.loc(f), self.conf(f)


def detection_loss(loc, conf, targets):
    total = loc.new_zeros(())
    for one_loc, one_conf, boxes in zip(loc, conf, targets):
        boxes = boxes[boxes[:, 4] >= 0]
        centre = ((boxes[:, :2] + boxes[:, 2:4]) / 2 * GRID).long().clamp(0, GRID - 1)
        at = one_loc[:, centre[:, 1], centre[:, 0]].t()
        scores = one_conf[:, centre[:, 1], centre[:, 0]].t()
        total = total + nn.functional.smooth_l1_loss(at, boxes[:, :4])
        total = total + nn.functional.cross_entropy(scores, boxes[:, 4].long())
    return total / len(loc)


net = GridDetector()
optimizer = torch.optim.SGD(net.parameters(), lr=1e-2, momentum=0.9)
train_loader = DataLoader(StreetSigns(), batch_size=4)
for images, targets in train_loader:
    loc, conf = net(images)
    loss = detection_loss(loc, conf, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.3f}")
