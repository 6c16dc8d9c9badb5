import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.depthwise = nn.Conv2d(cin, cin, 3, stride, 1, groups=cin, bias=False)
        self.pointwise = nn.Conv2d(cin, cout, 1, bias=False)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return torch.relu(self.bn(self.pointwise(self.depthwise(x))))


class LandmarkNet(nn.Module):
    """Small face model: 56x56 crops, 30 points, a 7x7 map and two offset maps per point."""

    def __init__(self, inference=False):
        super().__init__()
        self.inference = inference
        self.blocks = nn.Sequential(Block(3, 16, 2), Block(16, 32, 2), Block(32, 64, 2), Block(64, 64, 1))
        self.maps = nn.Conv2d(64, 90, 1)

    def forward(self, x):
        x = self.maps(self.blocks(x))
        if self.inference:
            x = x.sigmoid()
            t_main = x[:, 0:30].reshape((30, 7 * 7))
            confidence, indices = t_main.max(dim=1, keepdim=True)
            off_y = x[:, 30:60].reshape((66, 28 * 28)).gather(1, indices)
            off_x = x[:, 60:90].reshape((66, 28 * 28)).gather(1, indices)
            y = 55.0 * (indices // 7) / 6.0 + 8 * torch.logit(off_y, eps=1e-6) / 16
            x = 55.0 * (indices % 7) / 6.0 + 8 * torch.logit(off_x, eps=1e-6) / 16
            return torch.cat([y, x, confidence], dim=1)
        return x


def heat_target(points, size=7):
    """One bright cell per point, and where in the cell the point lies."""
    cells = (points * size).long().clamp(max=size - 1)
    target = torch.zeros(len(points), 90, size, size)
    face, k = torch.meshgrid(torch.arange(len(points)), torch.arange(30), indexing="ij")
    row, col = cells[..., 0], cells[..., 1]
    target[face, k, row, col] = 1.0
    target[face, 30 + k, row, col] = points[..., 0] * size - row
    target[face, 60 + k, row, col] = points[..., 1] * size - col
    return target


net = LandmarkNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for step in range(3):
    faces, points = torch.rand(8, 3, 56, 56), torch.rand(8, 30, 2)
    loss = nn.functional.binary_cross_entropy_with_logits(net(faces), heat_target(points))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {loss.item():.4f}")

tracker = LandmarkNet(inference=True).eval()
tracker.load_state_dict(net.state_dict())
with torch.no_grad():
    for frame in torch.rand(3, 3, 180, 240):
        face = nn.functional.interpolate(frame[None, :, 40:136, 60:156], size=(56, 56), mode="bilinear")
        marks = tracker(face)
        print(f"confidence {marks[:, 2].mean():.3f}, nose at {marks[10, :2].tolist()}")
