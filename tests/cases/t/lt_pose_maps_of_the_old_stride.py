import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

stride = 8
sigma = 7


class CocoTrainDataset(Dataset):
    """People of COCO: a square crop, a map for each key point and one for the background."""

    def __init__(self, stride, sigma, n=6, crop=368, n_points=18):
        self._stride, self._sigma = stride, sigma
        self._n, self._crop, self._n_points = n, crop, n_points

    def __len__(self):
        return self._n

    def __getitem__(self, idx):
        rng = np.random.RandomState(idx)
        image = torch.from_numpy(rng.rand(3, self._crop, self._crop).astype(np.float32))
        maps = self._generate_keypoint_maps(rng.rand(self._n_points, 2) * self._crop)
        return {"image": image, "keypoint_maps": torch.from_numpy(maps)}

    def _generate_keypoint_maps(self, points):
        side = self._crop // self._stride
        grid = np.arange(side) * self._stride + self._stride / 2 - 0.5
        maps = np.zeros((self._n_points + 1, side, side), dtype=np.float32)
        for i, (x, y) in enumerate(points):
            distance = (grid[None, :] - x) ** 2 + (grid[:, None] - y) ** 2
            maps[i] = np.exp(-distance / (2 * self._sigma**2))
        maps[-1] = 1 - maps[:-1].max(axis=0)
        return maps


def conv_dw(c_in, c_out, stride=1, dilation=1):
    return nn.Sequential(
        nn.Conv2d(c_in, c_in, 3, stride, dilation, dilation, groups=c_in, bias=False),
        nn.BatchNorm2d(c_in),
        nn.ReLU(inplace=True),
        nn.Conv2d(c_in, c_out, 1, bias=False),
        nn.BatchNorm2d(c_out),
        nn.ReLU(inplace=True),
    )


class PoseEstimationWithMobileNet(nn.Module):
    def __init__(self, num_heatmaps=19):
        super().__init__()
        self.model = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1, bias=False),
            conv_dw(8, 16),
            conv_dw(16, 24, stride=2),
            conv_dw(24, 24),
            conv_dw(24, 32, stride=2),
            conv_dw(32, 32),
            conv_dw(32, 48, stride=2),
            conv_dw(48, 48, dilation=2),
        )
        self.heatmaps = nn.Sequential(nn.Conv2d(48, 48, 1), nn.ELU(), nn.Conv2d(48, num_heatmaps, 1))

    def forward(self, x):
        return self.heatmaps(self.model(x))


def l2_loss(input, target, batch_size):
    loss = (input - target) ** 2
    return loss.sum() / 2 / batch_size


def train(batch_size=3):
    net = PoseEstimationWithMobileNet()
    dataset = CocoTrainDataset(stride, sigma)
    optimizer = torch.optim.Adam(net.parameters(), lr=4e-5, weight_decay=5e-4)
    for batch_data in DataLoader(dataset, batch_size=batch_size, shuffle=True):
        stages_output = net(batch_data["image"])
        loss = l2_loss(stages_output, batch_data["keypoint_maps"], batch_size)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"heatmaps loss: {loss.item():.3f}")


train()
