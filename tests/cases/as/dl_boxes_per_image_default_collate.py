import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class TrafficSigns(Dataset):
    """Pictures with one row (x1, y1, x2, y2, label) per object."""

    def __init__(self, size=96):
        self.size = size
        self.n_objects = [1, 2, 1, 3, 2, 1, 1, 4]

    def __len__(self):
        return len(self.n_objects)

    def __getitem__(self, index):
        return self.pull_item(index)

    def pull_item(self, index):
        rng = np.random.default_rng(index)
        img = rng.random((self.size, self.size, 3), dtype=np.float32)
        corners = np.sort(rng.random((self.n_objects[index], 2, 2)), axis=1)
        boxes = corners.reshape(-1, 4)
        labels = rng.integers(0, 3, (len(boxes), 1))
        target = np.hstack((boxes, labels)).astype(np.float32)
        return torch.from_numpy(img).permute(2, 0, 1), torch.from_numpy(target)


class TinySSD(nn.Module):
    def __init__(self, num_classes=3):
        super().__init__()
        self.base = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=4, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=4, padding=1), nn.ReLU(),
        )
        self.loc = nn.Conv2d(32, 4, 3, padding=1)
        self.conf = nn.Conv2d(32, num_classes, 3, padding=1)

    def forward(self, x):
        h = self.base(x)
        return self.loc(h).flatten(2).transpose(1, 2), self.conf(h).flatten(2).transpose(1, 2)


def multibox_loss(predictions, targets):
    loc, conf = predictions
    total = 0.0
    for cells, scores, truth in zip(loc, conf, targets):
        nearest = torch.cdist(truth[:, :4], cells.detach()).argmin(dim=1)
        total = total + nn.functional.smooth_l1_loss(cells[nearest], truth[:, :4])
        total = total + nn.functional.cross_entropy(scores[nearest], truth[:, 4].long())
    return total / len(targets)


torch.manual_seed(0)
net = TinySSD()
optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
data_loader = DataLoader(TrafficSigns(), batch_size=4)
for images, targets in data_loader:
    images = torch.stack(list(images))
    loss = multibox_loss(net(images), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
