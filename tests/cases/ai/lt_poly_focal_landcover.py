import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

PALETTE = np.array([[0, 0, 0], [34, 139, 34], [30, 144, 255], [178, 34, 34]], dtype=np.uint8)
NUM_CLASSES = len(PALETTE)


class LandCoverTiles(Dataset):
    def __init__(self, n=8, side=48):
        rng = np.random.default_rng(21)
        self.images = rng.random((n, 3, side, side), dtype=np.float32)
        self.colour_masks = PALETTE[rng.integers(0, NUM_CLASSES, (n, side, side))]

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        mask = self.colour_masks[i]
        planes = np.stack([(mask == colour).all(-1) for colour in PALETTE])
        return torch.from_numpy(self.images[i]), torch.from_numpy(planes).long()


class Poly1FocalLoss(nn.Module):
    def __init__(self, num_classes, epsilon=1.0, alpha=0.25, gamma=2.0, reduction="mean"):
        super().__init__()
        self.num_classes, self.epsilon = num_classes, epsilon
        self.alpha, self.gamma, self.reduction = alpha, gamma, reduction

    def forward(self, logits, labels):
        p = torch.sigmoid(logits)
        if labels.ndim == 1:
            labels = F.one_hot(labels, num_classes=self.num_classes)
        else:
            labels = F.one_hot(labels.unsqueeze(1), self.num_classes).transpose(1, -1).squeeze(-1)
        labels = labels.to(device=logits.device, dtype=logits.dtype)
        ce = F.binary_cross_entropy_with_logits(logits, labels, reduction="none")
        pt = labels * p + (1 - labels) * (1 - p)
        focal = ce * (1 - pt) ** self.gamma
        if self.alpha >= 0:
            focal = (self.alpha * labels + (1 - self.alpha) * (1 - labels)) * focal
        poly1 = focal + self.epsilon * (1 - pt) ** (self.gamma + 1)
        return poly1.mean() if self.reduction == "mean" else poly1


class SegNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(16, 16, 2, stride=2)
        self.classify = nn.Conv2d(16, n_classes, 1)

    def forward(self, x):
        return self.classify(torch.relu(self.up(self.down(x))))


net = SegNet(NUM_CLASSES)
criterion = Poly1FocalLoss(NUM_CLASSES)
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
for epoch in range(2):
    for image, label in DataLoader(LandCoverTiles(), batch_size=4, shuffle=True):
        loss = criterion(net(image), label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f}")
