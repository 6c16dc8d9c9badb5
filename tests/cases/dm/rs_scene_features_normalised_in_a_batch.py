import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

BATCH_SIZE = 4
LEARNING_RATE = 1e-5


class l2normalization(nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.scale = scale

    def forward(self, x, dim=1):
        """out = scale * x / sqrt(sum x_i^2)"""
        return self.scale * x * x.pow(2).sum(dim).clamp(min=1e-12).rsqrt().expand_as(x)


class SiameseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.CNN = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 64, 3, stride=2, padding=1),
        )
        self.norm = l2normalization(scale=1)

    def forward(self, t0, t1):
        return self.norm(self.CNN(t0)), self.norm(self.CNN(t1))


def contrastive_loss(out0, out1, label, margin=2.0):
    distance = torch.sqrt((out0 - out1).pow(2).sum(1) + 1e-12)
    changed = torch.clamp(margin - distance, min=0).pow(2)
    return ((1 - label) * distance.pow(2) + label * changed).mean()


t0, t1 = torch.rand(8, 3, 128, 128), torch.rand(8, 3, 128, 128)
mask = (torch.rand(8, 1, 128, 128) > 0.9).float()
train_loader = DataLoader(TensorDataset(t0, t1, mask), batch_size=BATCH_SIZE, shuffle=True)

model = SiameseNet()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=0.90)
for batch_idx, (img1, img2, label) in enumerate(train_loader):
    out0, out1 = model(img1, img2)
    small = F.interpolate(label, size=out0.shape[2:]).squeeze(1)
    loss = contrastive_loss(out0, out1, small)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"batch {batch_idx} contrastive loss {loss.item():.4f}")
