import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CFG = {
    "clip_len": 16,
    "crop_size": 64,
    "classes": ["wave", "clap", "jump", "run"],
    "batch_size": 4,
    "epochs": 2,
}


class VideoClips(Dataset):
    def __init__(self, cfg, n=12):
        self.cfg = cfg
        rng = np.random.default_rng(17)
        self.lengths = rng.integers(20, 30, n)
        self.labels = rng.integers(0, len(cfg["classes"]), n)
        self.rng = rng

    def __len__(self):
        return len(self.labels)

    def load_frames(self, i):
        return self.rng.random((self.lengths[i], 80, 100, 3), dtype=np.float32)

    def crop(self, frames):
        t0 = (len(frames) - self.cfg["clip_len"]) // 2
        h0 = (frames.shape[1] - self.cfg["crop_size"]) // 2
        w0 = (frames.shape[2] - self.cfg["crop_size"]) // 2
        return frames[t0:t0 + self.cfg["clip_len"], h0:h0 + self.cfg["crop_size"], w0:w0 + self.cfg["crop_size"]]

    def __getitem__(self, i):
        clip = self.crop(self.load_frames(i))
        clip = np.ascontiguousarray(clip.transpose(3, 0, 1, 2))
        return torch.from_numpy(clip), int(self.labels[i])


class MiniC3D(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv3d(3, 8, kernel_size=3, padding=1)
        self.pool1 = nn.MaxPool3d((1, 2, 2), stride=(1, 2, 2))
        self.conv2 = nn.Conv3d(8, 16, kernel_size=3, padding=1)
        self.pool2 = nn.MaxPool3d(2)
        self.conv3 = nn.Conv3d(16, 32, kernel_size=3, padding=1)
        self.pool3 = nn.MaxPool3d(2)
        self.conv4 = nn.Conv3d(32, 32, kernel_size=3, padding=1)
        self.pool4 = nn.MaxPool3d(2)
        self.fc6 = nn.Linear(32 * 2 * 3 * 3, 64)
        self.fc7 = nn.Linear(64, num_classes)
        self.dropout = nn.Dropout(0.5)
        self.relu = nn.ReLU()

    def forward(self, x):
        h = self.pool1(self.relu(self.conv1(x)))
        h = self.pool2(self.relu(self.conv2(h)))
        h = self.pool3(self.relu(self.conv3(h)))
        h = self.pool4(self.relu(self.conv4(h)))
        h = h.flatten(1)
        h = self.dropout(self.relu(self.fc6(h)))
        return self.fc7(h)


torch.manual_seed(6)
loader = DataLoader(VideoClips(CFG), batch_size=CFG["batch_size"])
net = MiniC3D(len(CFG["classes"]))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=1e-2, momentum=0.9)
for epoch in range(CFG["epochs"]):
    for clips, labels in loader:
        loss = criterion(net(clips), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f}")
