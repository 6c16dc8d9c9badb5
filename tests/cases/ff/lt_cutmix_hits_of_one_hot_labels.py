import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets, transforms

random.seed(2)
np.random.seed(2)
torch.manual_seed(2)
NUM_CLASS = 7


def onehot(size, target):
    vec = torch.zeros(size, dtype=torch.float32)
    vec[target] = 1.0
    return vec


def rand_bbox(size, lam):
    W, H = size[1], size[2]
    cut = np.sqrt(1.0 - lam)
    cut_w, cut_h = int(W * cut), int(H * cut)
    cx, cy = np.random.randint(W), np.random.randint(H)
    return (max(cx - cut_w // 2, 0), max(cy - cut_h // 2, 0), min(cx + cut_w // 2, W), min(cy + cut_h // 2, H))


class CutMix(Dataset):
    def __init__(self, dataset, num_class, beta=1.0, prob=0.5):
        self.dataset, self.num_class, self.beta, self.prob = dataset, num_class, beta, prob

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        img, lb = self.dataset[index]
        lb_onehot = onehot(self.num_class, lb)
        if random.random() < self.prob:
            lam = np.random.beta(self.beta, self.beta)
            img2, lb2 = self.dataset[random.randrange(len(self))]
            x1, y1, x2, y2 = rand_bbox(img.size(), lam)
            img[:, x1:x2, y1:y2] = img2[:, x1:x2, y1:y2]
            lam = 1 - (x2 - x1) * (y2 - y1) / (img.size(-1) * img.size(-2))
            lb_onehot = lb_onehot * lam + onehot(self.num_class, lb2) * (1.0 - lam)
        return img, lb_onehot


class CutMixCrossEntropyLoss(nn.Module):
    def forward(self, input, target):
        return torch.mean(torch.sum(-target * torch.log_softmax(input, dim=-1), dim=1))


faces = datasets.FakeData(192, (3, 44, 44), NUM_CLASS, transform=transforms.ToTensor(), random_offset=2)
trainloader = DataLoader(CutMix(faces, NUM_CLASS), batch_size=64, shuffle=True)
net = nn.Sequential(
    nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
    nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, NUM_CLASS),
)
criterion = CutMixCrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

correct, total = 0, 0
for batch_idx, (inputs, targets) in enumerate(trainloader):
    outputs = net(inputs)
    loss = criterion(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    _, predicted = torch.max(outputs.data, 1)
    total += targets.size(0)
    correct += predicted.eq(targets.data).sum().item()
    print(f"batch {batch_idx} | loss {loss.item():.3f} | acc {100.0 * correct / total:.2f}%")
