import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_CLASSES = 2


class CtVolumes(Dataset):
    """CT volume (1, D, H, W) and its mask as background / organ planes (2, D, H, W)."""

    def __init__(self, n=4, size=(20, 32, 48)):
        g = torch.Generator().manual_seed(9)
        self.ct = torch.randn(n, 1, *size, generator=g)
        organ = self.ct > 0.9
        self.mask = torch.cat([~organ, organ], dim=1).float()

    def __len__(self):
        return len(self.ct)

    def __getitem__(self, i):
        return self.ct[i], self.mask[i]


class DiceLoss(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.n_classes = n_classes

    def _one_hot_encoder(self, target):
        planes = []
        for c in range(self.n_classes):
            planes.append(target == c)
        return torch.cat(planes, dim=1).float()

    def _dice(self, score, target, smooth=1e-5):
        overlap = torch.sum(score * target)
        return 1 - (2 * overlap + smooth) / (score.pow(2).sum() + target.pow(2).sum() + smooth)

    def forward(self, inputs, target):
        inputs = torch.softmax(inputs, dim=1)
        target = self._one_hot_encoder(target)
        loss = 0.0
        for c in range(self.n_classes):
            loss = loss + self._dice(inputs[:, c], target[:, c])
        return loss / self.n_classes


class SmallUNet3D(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv3d(1, 8, 3, padding=1), nn.ReLU())
        self.mid = nn.Sequential(nn.MaxPool3d(2), nn.Conv3d(8, 16, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose3d(16, 8, 2, stride=2)
        self.out = nn.Conv3d(16, N_CLASSES, 1)

    def forward(self, x):
        e = self.enc(x)
        return self.out(torch.cat([e, self.up(self.mid(e))], dim=1))


model = SmallUNet3D()
criterion_ce = nn.CrossEntropyLoss()
criterion_dice = DiceLoss(N_CLASSES)
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for x, y in DataLoader(CtVolumes(), batch_size=2):
    outputs = model(x)
    labels = y.argmax(dim=1)
    loss = criterion_ce(outputs, labels)
    loss = loss + criterion_dice(outputs, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
