import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def guassian_kernel(size_w, size_h, center_x, center_y, sigma):
    gridy, gridx = np.mgrid[0:size_h, 0:size_w]
    D2 = (gridx - center_x) ** 2 + (gridy - center_y) ** 2
    return np.exp(-D2 / 2.0 / sigma / sigma)


class Penn_Action(Dataset):
    """
    Frames of sports films with the 13 joints of the athlete.
         0 = Head, 1 = R. Shoulder, 2 = L. Shoulder, 3 = R. Elbow, 4 = L. Elbow, 5 = R. Wrist, 6 = L. Wrist,
         7 = R. Hip, 8 = L. Hip, 9 = R. Knee, 10 = L. Knee, 11 = R. Ankle, 12 = L. Ankle
    """

    def __init__(self, sigma, stride, size=96, n=8):
        self.sigma, self.stride = sigma, stride
        rng = np.random.default_rng(15)
        self.frames = rng.integers(0, 256, (n, size, size, 3)).astype(np.float32)
        self.kpts = rng.uniform(8, size - 8, (n, 13, 2))

    def __len__(self):
        return len(self.frames)

    def __getitem__(self, index):
        img, kpt = self.frames[index], self.kpts[index]
        height, width, _ = img.shape
        center = kpt.mean(axis=0)

        heatmap = np.zeros((height, width, len(kpt) + 1), dtype=np.float32)
        for i in range(len(kpt)):
            x, y = kpt[i]
            heat_map = guassian_kernel(size_h=height, size_w=width, center_x=x, center_y=y, sigma=self.sigma)
            heat_map[heat_map > 1] = 1
            heat_map[heat_map < 0.0099] = 0
            heatmap[:, :, i + 1] = heat_map
        heatmap[:, :, 0] = 1.0 - np.max(heatmap[:, :, 1:], axis=2)  # for background

        center_map = guassian_kernel(size_h=height, size_w=width, center_x=center[0], center_y=center[1], sigma=3)
        centermap = center_map.astype(np.float32)[:, :, None]

        img = (img - 128.0) / 256.0
        return tuple(torch.from_numpy(np.ascontiguousarray(a.transpose(2, 0, 1))) for a in (img, heatmap, centermap))


class WASP(nn.Module):
    def __init__(self, inplanes, planes=32):
        super().__init__()
        self.aspp1 = nn.Conv2d(inplanes, planes, 3, padding=1)
        self.aspp2 = nn.Conv2d(planes, planes, 3, padding=2, dilation=2)
        self.aspp3 = nn.Conv2d(planes, planes, 3, padding=3, dilation=3)

    def forward(self, x):
        x1 = torch.relu(self.aspp1(x))
        x2 = torch.relu(self.aspp2(x1))
        x3 = torch.relu(self.aspp3(x2))
        return torch.cat((x1, x2, x3), dim=1)


class unipose(nn.Module):
    def __init__(self, num_classes, stride=8):
        super().__init__()
        self.pool_center = nn.AvgPool2d(kernel_size=9, stride=stride, padding=4)
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=2, padding=3), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 48, 3, stride=2, padding=1), nn.BatchNorm2d(48), nn.ReLU(),
        )
        self.wasp = WASP(48 + 1)
        self.decoder = nn.Conv2d(96, num_classes + 1, 1)

    def forward(self, input, centermap):
        x = torch.cat((self.backbone(input), self.pool_center(centermap)), dim=1)
        return self.decoder(self.wasp(x))


class Trainer:
    def __init__(self, num_joints=13, batch_size=4, sigma=3, stride=8):
        self.train_loader = DataLoader(Penn_Action(sigma, stride), batch_size=batch_size, shuffle=True)
        self.model = unipose(num_joints, stride)
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-4)

    def training(self, epoch):
        self.model.train()
        for i, (input, heatmap, centermap) in enumerate(self.train_loader):
            heat = self.model(input, centermap)
            loss_heat = self.criterion(heat, heatmap)
            self.optimizer.zero_grad()
            loss_heat.backward()
            self.optimizer.step()
            print(f"epoch {epoch} iter {i} loss {loss_heat.item():.6f}")


trainer = Trainer()
for epoch in range(2):
    trainer.training(epoch)
