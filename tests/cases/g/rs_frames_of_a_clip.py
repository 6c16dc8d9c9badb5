import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Gestures(Dataset):
    """Clips of twelve frames of a moving hand, and which of five gestures it makes."""

    def __len__(self):
        return 12

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(12, 3, 36, 36, generator=g), i % 5


class FrameEncoder(nn.Module):
    def __init__(self, out_dim):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 12, 5, stride=2), nn.BatchNorm2d(12), nn.ReLU(),
            nn.Conv2d(12, 24, 3, stride=2), nn.BatchNorm2d(24), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.project = nn.Linear(24, out_dim)

    def forward(self, frame):
        return self.project(self.layers(frame))


class GestureNet(nn.Module):
    def __init__(self, classes=5, dim=32):
        super().__init__()
        self.encoder = FrameEncoder(dim)
        self.rnn = nn.GRU(dim, 40, batch_first=True)
        self.out = nn.Linear(40, classes)

    def forward(self, clip):
        batch, time = clip.shape[:2]
        features = self.encoder(clip)
        features = features.view(batch, time, -1)
        _, last = self.rnn(features)
        return self.out(last[-1])


torch.manual_seed(0)
net = GestureNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for clips, gestures in DataLoader(Gestures(), batch_size=4, shuffle=True):
    loss = nn.functional.cross_entropy(net(clips), gestures)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
