import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES = 21


class RoomScenes(Dataset):
    def __init__(self, n=12, size=48):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        label = torch.zeros(self.size, self.size, dtype=torch.long)
        for _ in range(4):
            y, x = torch.randint(0, self.size - 12, (2,), generator=g).tolist()
            label[y:y + 12, x:x + 12] = int(torch.randint(1, NUM_CLASSES, (1,), generator=g))
        palette = torch.rand(NUM_CLASSES, 3, generator=torch.Generator().manual_seed(99))
        image = palette[label].permute(2, 0, 1) + 0.05 * torch.randn(3, self.size, self.size, generator=g)
        return image, label


def to_one_hot(target, num_classes, ignore_index=None):
    """[B, H, W] -> [B, C, H, W]; the channel of the ignored label is dropped."""
    n = num_classes if ignore_index is None else num_classes + 1
    one_hot = F.one_hot(target, n).permute(0, 3, 1, 2)
    if ignore_index is not None:
        one_hot = torch.cat([one_hot[:, :ignore_index], one_hot[:, ignore_index + 1:]], dim=1)
    return one_hot


class DiceLoss(nn.Module):
    def __init__(self, ignore_index=None, smooth=1.0, eps=1e-5):
        super().__init__()
        self.ignore_index, self.smooth, self.eps = ignore_index, smooth, eps

    def forward(self, predict, target):
        labels_one_hot = to_one_hot(target, predict.shape[1], self.ignore_index)
        predict = predict.softmax(dim=1)
        numerator = labels_one_hot * predict
        denominator = labels_one_hot + predict
        dims = (0, 2, 3)
        dice = (2 * numerator.sum(dims) + self.smooth) / (denominator.sum(dims) + self.eps + self.smooth)
        return (1 - dice).mean()


class DiceCELoss(nn.Module):
    def __init__(self, ignore_index=-100, weights=(1.0, 1.0)):
        super().__init__()
        self.weights = weights
        self.ce = nn.CrossEntropyLoss(ignore_index=ignore_index)
        self.dice = DiceLoss(ignore_index=ignore_index)

    def forward(self, predict, target):
        ce = self.ce(predict, target)
        dice = self.dice(predict, target)
        return self.weights[0] * ce + self.weights[1] * dice


class TinySTDC(nn.Module):
    def __init__(self, num_classes, width=16):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, 2, 1), nn.BatchNorm2d(2 * width), nn.ReLU(),
        )
        self.head = nn.Conv2d(2 * width, num_classes, 1)

    def forward(self, x):
        y = self.head(self.body(x))
        return F.interpolate(y, size=x.shape[2:], mode="bilinear", align_corners=False)


def pixel_accuracy(net, loader):
    net.eval()
    with torch.no_grad():
        hits = [(net(x).argmax(1) == y).float().mean() for x, y in loader]
    return torch.stack(hits).mean().item()


torch.manual_seed(42)
net = TinySTDC(NUM_CLASSES)
criterion = DiceCELoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
train_loader = DataLoader(RoomScenes(), batch_size=4, shuffle=True)
for epoch in range(3):
    net.train()
    for images, labels in train_loader:
        loss = criterion(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch", epoch, "loss", loss.item(), "accuracy", pixel_accuracy(net, train_loader))
