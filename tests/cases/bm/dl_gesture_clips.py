import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

GESTURES = ["wave", "point", "thumb_up", "fist"]
FRAMES = 5


class GestureClips(Dataset):
    """short webcam clips, FRAMES pictures each"""

    def __init__(self, n_clips=18, size=48):
        g = torch.Generator().manual_seed(3)
        self.clips = torch.rand(n_clips, FRAMES, 3, size, size, generator=g)
        self.gesture = torch.randint(0, len(GESTURES), (n_clips,), generator=g).tolist()

    def __len__(self):
        return len(self.clips)

    def __getitem__(self, idx):
        label = [0.0] * len(GESTURES)
        label[self.gesture[idx]] = 1.0
        clip = (self.clips[idx] - 0.5) / 0.5
        return clip, label


class FrameEncoder(nn.Module):
    def __init__(self, out_dim):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(3, 8, 5, stride=2, padding=2), nn.ReLU(),
            nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )
        self.proj = nn.Linear(16, out_dim)

    def forward(self, x):
        return self.proj(self.conv(x).flatten(1))


class GestureNet(nn.Module):
    def __init__(self, feat=32, hidden=24):
        super().__init__()
        self.encoder = FrameEncoder(feat)
        self.lstm = nn.LSTM(feat, hidden, batch_first=True)
        self.head = nn.Linear(hidden, len(GESTURES))

    def forward(self, clips):
        b, t = clips.shape[:2]
        f = self.encoder(clips.flatten(0, 1)).view(b, t, -1)
        _, (h, _) = self.lstm(f)
        return self.head(h[-1])


def to_device(item, device):
    if isinstance(item, (list, tuple)):
        item = torch.stack(list(item))
    return item.to(device=device, dtype=torch.float32)


def run(epochs=1):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train_dataloader = DataLoader(GestureClips(), batch_size=6, shuffle=True)
    model = GestureNet().to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        total = 0.0
        for datas, labels in train_dataloader:
            datas, labels = to_device(datas, device), to_device(labels, device)
            optimizer.zero_grad()
            loss = criterion(model(datas), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / len(train_dataloader):.4f}")


if __name__ == "__main__":
    run()
