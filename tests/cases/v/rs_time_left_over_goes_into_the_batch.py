import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Clips(Dataset):
    """Clips of 32 frames of 64 x 64 pixels, in 5 classes."""

    def __init__(self, n=8, n_frames=32):
        self.clips = torch.rand(n, 3, n_frames, 64, 64)
        self.labels = torch.randint(0, 5, (n,))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.clips[i], self.labels[i]


class Bottleneck3d(nn.Module):
    """A spatial and a temporal convolution instead of one in 3D."""

    def __init__(self, inplanes, planes):
        super().__init__()
        self.conv_s = nn.Conv3d(inplanes, planes, (1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1))
        self.conv_t = nn.Conv3d(planes, planes, (3, 1, 1), padding=(1, 0, 0))
        self.bn = nn.BatchNorm3d(planes)
        self.pool = nn.MaxPool3d((2, 1, 1), (2, 1, 1))

    def forward(self, x):
        x = torch.relu(self.bn(self.conv_t(self.conv_s(x))))
        return self.pool(x)


class P3D(nn.Module):
    def __init__(self, num_classes=5, widths=(8, 16, 24, 32)):
        super().__init__()
        blocks, inplanes = [], 3
        for planes in widths:
            blocks.append(Bottleneck3d(inplanes, planes))
            inplanes = planes
        self.layers = nn.Sequential(*blocks)
        self.layer4 = nn.Sequential(nn.Conv2d(32, 48, 3, padding=1), nn.BatchNorm2d(48), nn.ReLU())
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(48, num_classes)

    def forward(self, x):
        x = self.layers(x)
        sizes = x.size()
        x = x.view(-1, sizes[1], sizes[3], sizes[4])
        x = self.layer4(x)
        x = self.avgpool(x)
        x = x.view(-1, self.fc.in_features)
        return self.fc(self.dropout(x))


def train(model, loader, criterion):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    model.train()
    for clips, labels in loader:
        output = model(clips)
        loss = criterion(output, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


torch.manual_seed(0)
print("loss", train(P3D(), DataLoader(Clips(), batch_size=4, shuffle=True), nn.CrossEntropyLoss()))
