"""Gesture recognition with pseudo-3D convolutions (spatial 1x3x3 followed by temporal 3x1x1)."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

cfg = dict(
    num_classes=5,
    clip_len=32,
    crop=48,
    width=8,
    batch_size=4,
    lr=0.01,
    epochs=2,
)


class GestureClips(Dataset):
    def __init__(self, n, clip_len, crop, num_classes):
        self.n, self.clip_len, self.crop, self.num_classes = n, clip_len, crop, num_classes

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        video = torch.rand(40, 3, 60, 60, generator=g)
        first = int(torch.randint(0, 40 - self.clip_len + 1, (1,), generator=g))
        off = (60 - self.crop) // 2
        clip = video[first:first + self.clip_len, :, off:off + self.crop, off:off + self.crop]
        return clip.permute(1, 0, 2, 3), i % self.num_classes


class P3DBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.spatial = nn.Conv3d(cin, cout, (1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1), bias=False)
        self.bn_s = nn.BatchNorm3d(cout)
        self.temporal = nn.Conv3d(cout, cout, (3, 1, 1), padding=(1, 0, 0), bias=False)
        self.bn_t = nn.BatchNorm3d(cout)

    def forward(self, x):
        s = torch.relu(self.bn_s(self.spatial(x)))
        return torch.relu(self.bn_t(self.temporal(s)) + s)


class P3D(nn.Module):
    def __init__(self, num_classes, width):
        super().__init__()
        w = width
        self.conv1 = nn.Conv3d(3, w, (1, 7, 7), stride=(1, 2, 2), padding=(0, 3, 3), bias=False)
        self.bn1 = nn.BatchNorm3d(w)
        self.maxpool = nn.MaxPool3d((2, 1, 1), stride=(2, 1, 1))
        self.layer1 = P3DBlock(w, w)
        self.layer2 = P3DBlock(w, 2 * w)
        self.layer3 = P3DBlock(2 * w, 4 * w)
        self.maxpool_2 = nn.MaxPool3d((2, 1, 1), stride=(2, 1, 1))
        # the last stage is purely spatial
        self.layer4 = nn.Sequential(
            nn.Conv2d(4 * w, 8 * w, 3, padding=1, bias=False), nn.BatchNorm2d(8 * w), nn.ReLU())
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(8 * w, num_classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.maxpool(x)
        x = self.maxpool_2(self.layer1(x))
        x = self.maxpool_2(self.layer2(x))
        x = self.maxpool_2(self.layer3(x))
        sizes = x.size()
        x = x.view(-1, sizes[1], sizes[3], sizes[4])
        x = self.avgpool(self.layer4(x))
        x = x.view(-1, self.fc.in_features)
        return self.fc(self.dropout(x))


def run_epoch(model, loader, criterion, optimizer):
    correct = seen = 0
    for clips, labels in loader:
        scores = model(clips)
        loss = criterion(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        correct += (scores.argmax(1) == labels).sum().item()
        seen += len(labels)
    return loss.item(), correct / seen


torch.manual_seed(0)
train_loader = DataLoader(
    GestureClips(12, cfg["clip_len"], cfg["crop"], cfg["num_classes"]), batch_size=cfg["batch_size"], shuffle=True)
model = P3D(cfg["num_classes"], cfg["width"])
optimizer = torch.optim.SGD(model.parameters(), cfg["lr"], momentum=0.9)
for epoch in range(cfg["epochs"]):
    loss, acc = run_epoch(model, train_loader, nn.CrossEntropyLoss(), optimizer)
    print(f"epoch {epoch}: loss {loss:.3f}, accuracy {acc:.2f}")
