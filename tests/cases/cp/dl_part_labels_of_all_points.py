import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

PARTS = {"airplane": 4, "bag": 2, "cap": 2, "chair": 4}


def synthetic_shapes(n, points, n_parts, seed):
    rng = np.random.RandomState(seed)
    clouds = rng.uniform(-1, 1, (n, points, 3)).astype("float32")
    seg = np.digitize(clouds[..., 1], np.linspace(-0.6, 0.6, n_parts - 1)).astype("int64")
    return clouds, seg


class ShapePartDataset(Dataset):
    def __init__(self, class_choice="chair", num_points=1024, split="train", random_rotate=False):
        self.num_points = num_points
        self.random_rotate = random_rotate
        self.seg_num = PARTS[class_choice]
        n = 12 if split == "train" else 4
        self.data, self.seg = synthetic_shapes(n, 2048, self.seg_num, seed=n)

    def rotate(self, cloud):
        angle = np.random.uniform(0, 2 * np.pi)
        c, s = np.cos(angle), np.sin(angle)
        return cloud @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], dtype="float32")

    def __getitem__(self, item):
        point_set = self.data[item][:self.num_points]
        seg = self.seg[item]
        if self.random_rotate:
            point_set = self.rotate(point_set)
        return torch.from_numpy(point_set), torch.from_numpy(seg)

    def __len__(self):
        return len(self.data)


class PointSegmenter(nn.Module):
    def __init__(self, seg_num):
        super().__init__()
        self.local = nn.Sequential(nn.Conv1d(3, 32, 1), nn.BatchNorm1d(32), nn.ReLU(), nn.Conv1d(32, 64, 1), nn.ReLU())
        self.head = nn.Sequential(nn.Conv1d(128, 64, 1), nn.ReLU(), nn.Conv1d(64, seg_num, 1))

    def forward(self, points):
        feat = self.local(points.transpose(1, 2))
        shape = feat.max(dim=2, keepdim=True)[0].expand_as(feat)
        return self.head(torch.cat([feat, shape], dim=1))


train_set = ShapePartDataset("chair", num_points=1024, random_rotate=True)
loader = DataLoader(train_set, batch_size=4, shuffle=True)
net = PointSegmenter(train_set.seg_num)
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)

for epoch in range(2):
    for points, seg in loader:
        logits = net(points)
        loss = criterion(logits, seg)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item())
