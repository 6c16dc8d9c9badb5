import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Cityscapes(Dataset):
    num_classes = 19
    ignore_label = 255
    class_weights = [
        0.8373, 0.918, 0.866, 1.0345, 1.0166, 0.9969, 0.9754, 1.0489, 0.8786, 1.0023,
        0.9539, 0.9843, 1.1116, 0.9037, 1.0865, 1.0955, 1.0865, 1.1529, 1.0507,
    ]

    def __init__(self, n=6, crop_size=(64, 128)):
        self.n, self.crop_size = n, crop_size

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        g = torch.Generator().manual_seed(index)
        h, w = self.crop_size
        image = torch.randn(3, h, w, generator=g)
        label = torch.randint(0, self.num_classes, (h, w), generator=g)
        label[:, :4] = self.ignore_label
        return image, label


class FarmRoads(Cityscapes):
    """own photos: field, road, tree, building, sky, vehicle"""
    num_classes = 6


class HRHead(nn.Module):
    def __init__(self, num_classes, width=12):
        super().__init__()
        self.high = nn.Conv2d(3, width, 3, stride=4, padding=1)
        self.low = nn.Conv2d(width, width * 2, 3, stride=2, padding=1)
        self.last_layer = nn.Sequential(
            nn.Conv2d(width * 3, width * 3, 1), nn.BatchNorm2d(width * 3), nn.ReLU(inplace=True),
            nn.Conv2d(width * 3, num_classes, 1),
        )

    def forward(self, x):
        a = F.relu(self.high(x))
        b = F.interpolate(F.relu(self.low(a)), size=a.shape[-2:], mode="bilinear", align_corners=False)
        return self.last_layer(torch.cat([a, b], 1))


class CrossEntropy(nn.Module):
    def __init__(self, ignore_label=-1, weight=None):
        super().__init__()
        self.criterion = nn.CrossEntropyLoss(weight=weight, ignore_index=ignore_label)

    def forward(self, score, target):
        ph, pw = score.size(2), score.size(3)
        h, w = target.size(1), target.size(2)
        if ph != h or pw != w:
            score = F.interpolate(score, size=(h, w), mode="bilinear", align_corners=False)
        return self.criterion(score, target)


torch.manual_seed(304)
train_dataset = FarmRoads()
model = HRHead(train_dataset.num_classes)
criterion = CrossEntropy(
    ignore_label=train_dataset.ignore_label,
    weight=torch.tensor(train_dataset.class_weights),
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for i_iter, (images, labels) in enumerate(DataLoader(train_dataset, batch_size=3)):
    loss = criterion(model(images), labels)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"Iter:[{i_iter}], Loss: {loss.item():.6f}")
