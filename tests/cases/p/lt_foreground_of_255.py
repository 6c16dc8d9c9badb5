import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class AtrialScans(Dataset):
    """A volume and its annotation, in which the heart is white."""

    def __init__(self, n, size=(24, 24, 16)):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(1, *self.size, generator=g)
        mask = (image[0] > 0.7).to(torch.uint8) * 255
        return {"image": image, "mask": mask}


class DiceLoss(nn.Module):
    def __init__(self, smooth=1e-5):
        super().__init__()
        self.smooth = smooth

    def forward(self, output, target):
        target = F.one_hot(target.long()).permute(0, 4, 1, 2, 3).float()
        output = F.softmax(output, dim=1)
        inter = (output * target).sum((2, 3, 4))
        total = output.sum((2, 3, 4)) + target.sum((2, 3, 4))
        return 1 - ((2 * inter + self.smooth) / (total + self.smooth)).mean()


class XNet3d(nn.Module):
    def __init__(self, in_channels, num_classes, width=12):
        super().__init__()
        self.down = nn.Sequential(nn.Conv3d(in_channels, width, 3, padding=1), nn.BatchNorm3d(width), nn.ReLU(True))
        self.body = nn.Sequential(nn.Conv3d(width, width, 3, padding=1), nn.ReLU(True))
        self.out = nn.Conv3d(width, num_classes, 1)

    def forward(self, x):
        return self.out(self.body(self.down(x)))


num_classes = 2
model = XNet3d(1, num_classes)
criterion = DiceLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for data in DataLoader(AtrialScans(4), batch_size=2):
    outputs = model(data["image"])
    loss = criterion(outputs, data["mask"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("dice", 1 - loss.item())
