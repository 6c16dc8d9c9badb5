import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

params = {
    "clip_length": 15,
    "clip_offset": 0,
    "final_shape": (112, 112),
    "batch_size": 2,
    "labels": 5,
    "lr": 1e-3,
}


class HMDB51(Dataset):
    """Each video is a stack of decoded frames, T x H x W x C."""

    def __init__(self, clip_length, clip_offset, final_shape, n_videos=4, labels=5):
        g = torch.Generator().manual_seed(21)
        self.videos = [torch.randint(0, 256, (24 + 3 * i, *final_shape, 3), generator=g, dtype=torch.uint8)
                       for i in range(n_videos)]
        self.clip_length = clip_length
        self.clip_offset = clip_offset
        self.labels = labels

    def __len__(self):
        return len(self.videos)

    def _extract_clip(self, video):
        start = self.clip_offset
        return video[start:start + self.clip_length]

    def __getitem__(self, idx):
        vid_data = self._extract_clip(self.videos[idx])
        vid_data = vid_data.permute(3, 0, 1, 2).float() / 255.0
        return dict(data=vid_data, labels=idx % self.labels)


class C3D(nn.Module):
    def __init__(self, labels):
        super(C3D, self).__init__()
        self.conv1 = nn.Conv3d(3, 8, kernel_size=3, padding=1)
        self.pool1 = nn.MaxPool3d(kernel_size=(1, 2, 2), stride=(1, 2, 2))
        self.conv2 = nn.Conv3d(8, 16, kernel_size=3, padding=1)
        self.pool2 = nn.MaxPool3d(kernel_size=2, stride=2)
        self.conv3 = nn.Conv3d(16, 32, kernel_size=3, padding=1)
        self.pool3 = nn.MaxPool3d(kernel_size=2, stride=2)
        self.conv4 = nn.Conv3d(32, 32, kernel_size=3, padding=1)
        self.pool4 = nn.MaxPool3d(kernel_size=2, stride=2)
        self.conv5 = nn.Conv3d(32, 32, kernel_size=3, padding=1)
        self.pool5 = nn.MaxPool3d(kernel_size=2, stride=2, padding=(0, 1, 1))
        self.fc6 = nn.Linear(32 * 4 * 4, 64)
        self.fc7 = nn.Linear(64, labels)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(p=0.5)

    def forward(self, x):
        x = self.pool1(self.relu(self.conv1(x)))
        x = self.pool2(self.relu(self.conv2(x)))
        x = self.pool3(self.relu(self.conv3(x)))
        x = self.pool4(self.relu(self.conv4(x)))
        x = self.pool5(self.relu(self.conv5(x)))
        x = x.view(x.size(0), -1)
        x = self.dropout(self.relu(self.fc6(x)))
        return self.fc7(x)


torch.manual_seed(0)
train_set = HMDB51(params["clip_length"], params["clip_offset"], params["final_shape"], labels=params["labels"])
loader = DataLoader(train_set, batch_size=params["batch_size"])
model = C3D(params["labels"])
optimizer = torch.optim.SGD(model.parameters(), lr=params["lr"])
for data in loader:
    outputs = model(data["data"])
    loss = nn.functional.cross_entropy(outputs, data["labels"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(tuple(data["data"].shape), loss.item())
