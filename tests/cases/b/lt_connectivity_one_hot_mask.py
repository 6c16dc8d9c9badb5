import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class RetinalLayers(Dataset):
    """B-scans with a fluid mask; both carry a channel axis, as the transforms want it."""

    def __init__(self, n=4, size=32, classes=4):
        g = torch.Generator().manual_seed(5)
        self.scans = torch.rand(n, 1, size, size, generator=g)
        self.masks = torch.randint(0, classes, (n, 1, size, size), generator=g)

    def __len__(self):
        return len(self.scans)

    def __getitem__(self, i):
        scan, mask = self.scans[i], self.masks[i]
        if torch.rand(1) < 0.5:
            scan, mask = scan.flip(-1), mask.flip(-1)
        return scan, mask


def shift(maps, dy, dx):
    return torch.roll(maps, shifts=(dy, dx), dims=(2, 3))


class ConnectLoss(nn.Module):
    """Every class predicts whether its four neighbours belong to it as well."""

    moves = ((0, 1), (0, -1), (1, 0), (-1, 0))

    def __init__(self, num_class):
        super().__init__()
        self.num_class = num_class

    def forward(self, c_map, target):
        onehot = F.one_hot(target.long(), self.num_class)
        onehot = onehot.permute(0, 3, 1, 2).float()
        conn = torch.stack([onehot * shift(onehot, dy, dx) for dy, dx in self.moves], dim=2)
        n, _, h, w = onehot.shape
        c_map = c_map.view(n, self.num_class, len(self.moves), h, w)
        return F.binary_cross_entropy_with_logits(c_map, conn)


class Solver:
    def __init__(self, num_class=4):
        self.loss_func = ConnectLoss(num_class)
        self.model = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(),
            nn.Conv2d(16, num_class * len(ConnectLoss.moves), 3, padding=1),
        )

    def train(self, loader):
        optim = torch.optim.Adam(self.model.parameters(), lr=8e-4)
        for x, y in loader:
            output = self.model(x)
            loss_main = self.loss_func(output, y)
            optim.zero_grad()
            loss_main.backward()
            optim.step()
            print("loss", loss_main.item())


Solver().train(DataLoader(RetinalLayers(), batch_size=2))
