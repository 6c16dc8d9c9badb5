import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def scan_to_scan(slices, batch_size=1):
    rng = np.random.default_rng(0)
    h, w = slices[0].shape
    while True:
        moving = np.stack([slices[i] for i in rng.integers(len(slices), size=batch_size)])[..., np.newaxis]
        fixed = np.stack([slices[i] for i in rng.integers(len(slices), size=batch_size)])[..., np.newaxis]
        zero_flow = np.zeros((batch_size, h, w, 2), dtype=np.float32)
        yield [moving, fixed], [fixed, zero_flow]


class SpatialTransformer(nn.Module):
    def forward(self, image, flow):
        h, w = image.shape[2:]
        rows, cols = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        y = (rows + flow[:, 0]) / (h - 1) * 2 - 1
        x = (cols + flow[:, 1]) / (w - 1) * 2 - 1
        return F.grid_sample(image, torch.stack([x, y], dim=-1), align_corners=True)


class VxmDense(nn.Module):
    def __init__(self, features=(8, 16)):
        super().__init__()
        self.down1 = nn.Conv2d(2, features[0], 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(features[0], features[1], 3, stride=2, padding=1)
        self.up = nn.Upsample(scale_factor=4)
        self.flow = nn.Conv2d(features[1], 2, 3, padding=1)
        self.transformer = SpatialTransformer()

    def forward(self, source, target):
        x = torch.cat([source, target], dim=1)
        x = F.leaky_relu(self.down2(F.leaky_relu(self.down1(x), 0.2)), 0.2)
        flow = self.flow(self.up(x))
        return self.transformer(source, flow), flow


class Grad:
    def loss(self, _, flow):
        dy = (flow[:, :, 1:, :] - flow[:, :, :-1, :]).pow(2).mean()
        dx = (flow[:, :, :, 1:] - flow[:, :, :, :-1]).pow(2).mean()
        return (dy + dx) / 2


class MSE:
    def loss(self, y_true, y_pred):
        return (y_true - y_pred).pow(2).mean()


brains = [np.random.default_rng(i).random((80, 96), dtype=np.float32) for i in range(5)]
generator = scan_to_scan(brains)
model = VxmDense()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
losses, weights = [MSE().loss, Grad().loss], [1.0, 0.01]

for epoch in range(2):
    for step in range(3):
        inputs, y_true = next(generator)
        inputs = [torch.from_numpy(d).float().permute(0, 4, 1, 2, 3) for d in inputs]
        y_true = [torch.from_numpy(d).float().permute(0, 4, 1, 2, 3) for d in y_true]
        y_pred = model(*inputs)
        loss = sum(w * f(t, p) for w, f, t, p in zip(weights, losses, y_true, y_pred))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1} loss {loss.item():.5f}")
