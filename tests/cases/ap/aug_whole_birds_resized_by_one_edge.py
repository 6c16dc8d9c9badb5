import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

pretrained_size = 224
pretrained_means = [0.485, 0.456, 0.406]
pretrained_stds = [0.229, 0.224, 0.225]

# no rotation, flip or crop: the whole bird must be visible
train_transforms = transforms.Compose([
    transforms.Resize(pretrained_size),
    transforms.ToTensor(),
    transforms.Normalize(mean=pretrained_means, std=pretrained_stds),
])


class BirdPhotos(Dataset):
    SHAPES = [(160, 240), (150, 200), (200, 150), (180, 180)]

    def __init__(self, n, transform):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        h, w = self.SHAPES[i % 4]
        photo = Image.fromarray(rng.integers(0, 256, (h, w, 3), dtype=np.uint8))
        return self.transform(photo), i % 5


class BasicBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.downsample = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + self.downsample(x))


class ResNet(nn.Module):
    def __init__(self, output_dim):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.layers = nn.Sequential(BasicBlock(8, 16, 2), BasicBlock(16, 32, 2))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(32, output_dim)

    def forward(self, x):
        h = self.avgpool(self.layers(self.stem(x)))
        return self.fc(h.view(h.shape[0], -1))


def train(model, iterator, optimizer, criterion):
    epoch_loss = 0
    model.train()
    for x, y in iterator:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    return epoch_loss / len(iterator)


train_iterator = DataLoader(BirdPhotos(8, train_transforms), batch_size=4)
model = ResNet(output_dim=5)
print(f"Train Loss: {train(model, train_iterator, torch.optim.Adam(model.parameters()), nn.CrossEntropyLoss()):.3f}")
