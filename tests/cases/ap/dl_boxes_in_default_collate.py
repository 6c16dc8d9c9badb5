import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_CLASSES = 3


class StreetScenes(Dataset):
    """Pictures with rows (label, cx, cy, w, h), as many as there are objects."""

    def __init__(self, annotations, size=96):
        self.annotations = annotations
        self.size = size

    def __len__(self):
        return len(self.annotations)

    def __getitem__(self, index):
        g = torch.Generator().manual_seed(index)
        image = torch.rand(3, self.size, self.size, generator=g)
        boxes = torch.tensor(self.annotations[index], dtype=torch.float32)
        return image, boxes


class TinyDetector(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=4, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=4, padding=1), nn.ReLU(),
        )
        self.head = nn.Conv2d(32, N_CLASSES + 4, 1)

    def forward(self, x):
        return self.head(self.backbone(x)).flatten(2).transpose(1, 2)


def image_loss(pred, target):
    target = target[target[:, 3] > 0]
    nearest = torch.cdist(target[:, 1:3], pred[:, N_CLASSES:N_CLASSES + 2].sigmoid()).argmin(dim=1)
    cls = nn.functional.cross_entropy(pred[nearest, :N_CLASSES], target[:, 0].long())
    box = nn.functional.l1_loss(pred[nearest, N_CLASSES:].sigmoid(), target[:, 1:])
    return cls + box


annotations = [
    [[0, 0.3, 0.4, 0.2, 0.2], [2, 0.7, 0.6, 0.1, 0.3]],
    [[1, 0.5, 0.5, 0.4, 0.2], [1, 0.2, 0.8, 0.1, 0.1]],
    [[0, 0.6, 0.2, 0.3, 0.3]],
    [[2, 0.1, 0.3, 0.1, 0.2], [0, 0.5, 0.7, 0.2, 0.2], [1, 0.8, 0.8, 0.2, 0.1]],
]
train_loader = DataLoader(StreetScenes(annotations), batch_size=2)
model = TinyDetector()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for images, targets in train_loader:
    preds = model(images)
    loss = sum(image_loss(p, t) for p, t in zip(preds, targets)) / len(images)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
