import torch
import torchvision
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class GestureNet(nn.Module):
    def __init__(self, n_classes, dropout=0.3):
        super().__init__()
        base = torchvision.models.video.r3d_18(weights=None)
        for p in base.stem.parameters():
            p.requires_grad = False
        base.fc = nn.Linear(base.fc.in_features, 64)
        self.backbone = nn.Sequential(*list(base.children()))
        self.head = nn.Sequential(nn.ReLU(), nn.Dropout(dropout), nn.Linear(64, n_classes))

    def forward(self, clip):
        return self.head(self.backbone(clip))


def accuracy(model, loader):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for clip, label in loader:
            right += (model(clip).argmax(dim=1) == label).sum().item()
            total += len(label)
    return right / total


torch.manual_seed(1)
clips = torch.randn(4, 3, 8, 48, 48)
gestures = torch.tensor([0, 1, 4, 2])
loader = DataLoader(TensorDataset(clips, gestures), batch_size=2)

model = GestureNet(n_classes=5)
optimizer = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), lr=1e-4)
model.train()
for clip, label in loader:
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(clip), label)
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
print("accuracy", accuracy(model, loader))
