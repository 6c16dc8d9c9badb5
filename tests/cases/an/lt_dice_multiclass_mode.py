import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

CLASSES = ["background", "road", "kerb", "vegetation"]


class StreetCrops(Dataset):
    def __init__(self, n=10, size=(64, 96)):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        mask = torch.randint(0, len(CLASSES), (self.size[0] // 8, self.size[1] // 8), generator=g)
        mask = mask.repeat_interleave(8, 0).repeat_interleave(8, 1)
        image = torch.rand(3, *self.size, generator=g) * 0.3 + mask * 0.2
        mask = F.one_hot(mask, len(CLASSES)).permute(2, 0, 1)
        return image, mask


class DiceLoss(nn.Module):
    def __init__(self, mode, from_logits=True, smooth=1.0):
        super().__init__()
        assert mode in {"binary", "multiclass", "multilabel"}
        self.mode, self.from_logits, self.smooth = mode, from_logits, smooth

    def forward(self, y_pred, y_true):
        if self.from_logits:
            y_pred = y_pred.softmax(dim=1) if self.mode == "multiclass" else y_pred.sigmoid()
        bs, num_classes = y_pred.shape[:2]
        y_pred = y_pred.reshape(bs, num_classes, -1)
        if self.mode == "multiclass":
            y_true = F.one_hot(y_true.reshape(bs, -1), num_classes).permute(0, 2, 1)
        else:
            y_true = y_true.reshape(bs, num_classes, -1)
        intersection = (y_pred * y_true).sum(dim=(0, 2))
        cardinality = (y_pred + y_true).sum(dim=(0, 2))
        scores = (2 * intersection + self.smooth) / (cardinality + self.smooth)
        return 1 - scores.mean()


class MiniFPN(nn.Module):
    def __init__(self, classes, width=16):
        super().__init__()
        self.c1 = nn.Sequential(nn.Conv2d(3, width, 3, 2, 1), nn.ReLU())
        self.c2 = nn.Sequential(nn.Conv2d(width, width, 3, 2, 1), nn.ReLU())
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        p1 = self.c1(x)
        p2 = F.interpolate(self.c2(p1), size=p1.shape[-2:], mode="nearest")
        return F.interpolate(self.head(p1 + p2), size=x.shape[-2:], mode="bilinear")


def train_epoch(model, loader, loss_fn, optimizer):
    total = 0.0
    for images, masks in loader:
        y_pred = model(images)
        loss = loss_fn(y_pred, masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


model = MiniFPN(len(CLASSES))
loss_fn = DiceLoss(mode="multiclass", from_logits=True)
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for epoch in range(2):
    print(epoch, train_epoch(model, DataLoader(StreetCrops(), batch_size=5), loss_fn, optimizer))
