"""Road surface cracks, two classes per pixel, trained with the polynomial focal loss."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 2


class CrackTiles(Dataset):
    """Grey asphalt tiles; a crack is a thin dark line."""

    def __init__(self, n=8, size=48):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        tile = 0.6 + 0.1 * torch.randn(1, self.size, self.size, generator=g)
        label = torch.zeros(self.size, self.size, dtype=torch.long)
        column = int(torch.randint(4, self.size - 4, (1,), generator=g))
        label[:, column:column + 2] = 1
        tile[0][label == 1] -= 0.4
        return tile, label


class Poly1FocalLoss(nn.Module):
    """
    Focal loss plus the first polynomial term.

    :param num_classes: number of classes
    :param epsilon: factor of the polynomial term
    :param alpha: balance of positive and negative examples
    :param gamma: exponent of the focal term
    :param reduction: none|sum|mean
    :param weight: rescales the binary cross entropy of every element
    :param label_is_onehot: labels have the shape of the logits
    """

    def __init__(self, num_classes, epsilon=1.0, alpha=0.25, gamma=2.0, reduction="mean", weight=None,
                 label_is_onehot=False):
        super().__init__()
        self.num_classes = num_classes
        self.epsilon, self.alpha, self.gamma = epsilon, alpha, gamma
        self.reduction = reduction
        self.weight = weight
        self.label_is_onehot = label_is_onehot

    def forward(self, logits, labels):
        p = torch.sigmoid(logits)
        if not self.label_is_onehot:
            labels = F.one_hot(labels, self.num_classes)
            if labels.ndim == 4:
                labels = labels.permute(0, 3, 1, 2)
        labels = labels.to(logits.dtype)
        ce_loss = F.binary_cross_entropy_with_logits(logits, labels, weight=self.weight, reduction="none")
        pt = labels * p + (1 - labels) * (1 - p)
        loss = ce_loss * (1 - pt) ** self.gamma
        if self.alpha >= 0:
            loss = (self.alpha * labels + (1 - self.alpha) * (1 - labels)) * loss
        poly1 = loss + self.epsilon * (1 - pt) ** (self.gamma + 1)
        if self.reduction == "mean":
            return poly1.mean()
        return poly1.sum() if self.reduction == "sum" else poly1


class TinyUNet(nn.Module):
    def __init__(self, nf=8):
        super().__init__()
        self.inc = nn.Sequential(nn.Conv2d(1, nf, 3, padding=1), nn.ReLU())
        self.down = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(nf, nf * 2, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(nf * 2, nf, 2, stride=2)
        self.outc = nn.Conv2d(nf * 2, NUM_CLASSES, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.up(self.down(x1))
        return self.outc(torch.cat([x1, x2], dim=1))


torch.manual_seed(0)
model = TinyUNet()
criterion = Poly1FocalLoss(
    num_classes=NUM_CLASSES,
    reduction="mean",
    weight=torch.tensor([0.1, 0.9]),
)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    for tiles, labels in DataLoader(CrackTiles(), batch_size=4, shuffle=True):
        loss = criterion(model(tiles), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}: {loss.item():.4f}")
