import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset, Subset

GESTURES = ["swipe", "tap", "pinch", "wave", "fist"]


class GestureClips(Dataset):
    def __init__(self, n_clips=77, n_frames=8, size=32):
        self.n_clips, self.n_frames, self.size = n_clips, n_frames, size

    def __len__(self):
        return self.n_clips

    def __getitem__(self, i):
        label = i % len(GESTURES)
        g = torch.Generator().manual_seed(i)
        clip = 0.2 * torch.rand(3, self.n_frames, self.size, self.size, generator=g)
        for t in range(self.n_frames):
            pos = (label * 3 + t * (label + 1)) % (self.size - 8)
            clip[label % 3, t, pos:pos + 8, 8:24] += 0.7
        return clip, label


class Conv3dBlock(nn.Module):
    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.conv = nn.Conv3d(n_in, n_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn = nn.BatchNorm3d(n_out)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class GestureNet(nn.Module):
    def __init__(self, num_classes, widths=(8, 16, 32), dropout=0.3):
        super().__init__()
        blocks, n_in = [], 3
        for w in widths:
            blocks.append(Conv3dBlock(n_in, w, stride=(1, 2, 2)))
            n_in = w
        self.backbone = nn.Sequential(*blocks)
        self.avgpool = nn.AdaptiveAvgPool3d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(n_in, num_classes)

    def forward(self, x):
        x = self.backbone(x)
        x = self.avgpool(x).squeeze()
        x = self.dropout(x)
        return self.fc(x)


class AverageMeter:
    def __init__(self):
        self.sum, self.count = 0.0, 0

    def update(self, value, n=1):
        self.sum += value * n
        self.count += n

    @property
    def avg(self):
        return self.sum / max(self.count, 1)


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    losses = AverageMeter()
    for clips, labels in loader:
        outputs = model(clips)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.update(loss.item(), clips.size(0))
    return losses.avg


def val_epoch(model, loader, criterion):
    model.eval()
    losses, top1 = AverageMeter(), AverageMeter()
    with torch.no_grad():
        for clips, labels in loader:
            outputs = model(clips)
            losses.update(criterion(outputs, labels).item(), clips.size(0))
            top1.update((outputs.argmax(dim=1) == labels).float().mean().item(), clips.size(0))
    return losses.avg, top1.avg


if __name__ == "__main__":
    torch.manual_seed(0)
    clips = GestureClips()
    train_set = Subset(clips, range(0, 60))
    val_set = Subset(clips, range(60, 77))
    train_loader = DataLoader(train_set, batch_size=8, shuffle=True, drop_last=True)
    val_loader = DataLoader(val_set, batch_size=8, shuffle=False)

    model = GestureNet(len(GESTURES))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(1):
        train_loss = train_epoch(model, train_loader, criterion, optimizer)
        val_loss, val_acc = val_epoch(model, val_loader, criterion)
        print(f"epoch {epoch}: train {train_loss:.3f} val {val_loss:.3f} acc {val_acc:.2f}")
