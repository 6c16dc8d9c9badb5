"""Person re-identification with a bottleneck-transformer stage (Market-1501 style crops)."""
import torch
from PIL import Image
import numpy as np
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class MHSA(nn.Module):
    def __init__(self, n_dims, height, width, heads=4):
        super().__init__()
        self.heads = heads
        self.query = nn.Conv2d(n_dims, n_dims, kernel_size=1)
        self.key = nn.Conv2d(n_dims, n_dims, kernel_size=1)
        self.value = nn.Conv2d(n_dims, n_dims, kernel_size=1)
        self.rel_h = nn.Parameter(torch.randn(1, heads, n_dims // heads, height, 1) * 0.02)
        self.rel_w = nn.Parameter(torch.randn(1, heads, n_dims // heads, 1, width) * 0.02)

    def split(self, t):
        return t.reshape(t.size(0), self.heads, t.size(1) // self.heads, -1)

    def forward(self, x):
        q, k, v = (self.split(f(x)) for f in (self.query, self.key, self.value))
        content_content = q.transpose(2, 3) @ k
        position = (self.rel_h + self.rel_w).flatten(3)
        content_position = position.transpose(2, 3) @ q
        energy = content_content + content_position
        out = v @ energy.softmax(dim=-1).transpose(2, 3)
        return out.reshape(x.shape)


class Bottleneck(nn.Module):
    def __init__(self, cin, planes, stride=1, grid=None):
        super().__init__()
        if grid is None:
            mid = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        else:
            mid = nn.Sequential(MHSA(planes, *grid), nn.AvgPool2d(stride) if stride > 1 else nn.Identity())
        self.body = nn.Sequential(
            nn.Conv2d(cin, planes, 1, bias=False), nn.BatchNorm2d(planes), nn.ReLU(),
            mid, nn.BatchNorm2d(planes), nn.ReLU(),
            nn.Conv2d(planes, 4 * planes, 1, bias=False), nn.BatchNorm2d(4 * planes))
        self.short = nn.Sequential()
        if stride != 1 or cin != 4 * planes:
            self.short = nn.Sequential(nn.Conv2d(cin, 4 * planes, 1, stride, bias=False), nn.BatchNorm2d(4 * planes))

    def forward(self, x):
        return torch.relu(self.body(x) + self.short(x))


class BoTNet(nn.Module):
    def __init__(self, num_classes, resolution=(224, 224), width=16, heads=4):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
                                  nn.MaxPool2d(3, 2, 1))
        self.layer1 = Bottleneck(width, width)
        self.layer2 = Bottleneck(4 * width, 2 * width, stride=2)
        self.layer3 = Bottleneck(8 * width, 4 * width, stride=2)
        grid = (resolution[0] // 16, resolution[1] // 16)
        self.layer4 = Bottleneck(16 * width, 8 * width, stride=2, grid=grid)
        self.neck = nn.BatchNorm1d(32 * width)
        self.id_head = nn.Linear(32 * width, num_classes, bias=False)

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.stem(x)))))
        feat = x.mean(dim=(2, 3))
        return feat, self.id_head(self.neck(feat))


class Pedestrians(Dataset):
    def __init__(self, n_ids, per_id, transform):
        self.labels = [i for i in range(n_ids) for _ in range(per_id)]
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        crop = Image.fromarray(rng.integers(0, 255, (128, 64, 3), dtype=np.uint8))
        return self.transform(crop), self.labels[i]


def batch_hard_triplet(feat, pid, margin=0.3):
    dist = torch.cdist(feat, feat)
    same = pid[:, None] == pid[None]
    hardest_pos = (dist * same).max(1).values
    hardest_neg = dist.masked_fill(same, float("inf")).min(1).values
    return torch.relu(hardest_pos - hardest_neg + margin).mean()


if __name__ == "__main__":
    torch.manual_seed(0)
    tf = transforms.Compose([
        transforms.Resize((256, 128)),
        transforms.RandomHorizontalFlip(),
        transforms.Pad(10),
        transforms.RandomCrop((256, 128)),
        transforms.ToTensor(),
    ])
    people = Pedestrians(n_ids=4, per_id=4, transform=tf)
    loader = DataLoader(people, batch_size=8, shuffle=True)
    net = BoTNet(num_classes=4)
    opt = torch.optim.Adam(net.parameters(), lr=3.5e-4)
    for imgs, pids in loader:
        feat, logits = net(imgs)
        loss = nn.functional.cross_entropy(logits, pids) + batch_hard_triplet(feat, pids)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("loss %.3f" % loss.item())
