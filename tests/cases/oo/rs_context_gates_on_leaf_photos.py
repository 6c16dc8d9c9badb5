import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

CLASSES = ["healthy", "rust", "scab"]


def collect_photos(root, per_class=8):
    rng = np.random.default_rng(4)
    for k, name in enumerate(CLASSES):
        os.makedirs(os.path.join(root, name))
        for i in range(per_class):
            photo = rng.integers(0, 90, (120, 160, 3), dtype=np.uint8)
            photo[..., k] += 120
            Image.fromarray(photo).save(os.path.join(root, name, f"{i}.jpg"))


class ContextGatedConv2d(nn.Module):
    """Convolution whose kernels are modulated by the global context of its input."""

    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, padding=1, groups=4):
        super().__init__()
        self.ic, self.oc, self.ks = in_channels, out_channels, kernel_size
        self.stride, self.padding = stride, padding
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, kernel_size, kernel_size))
        nn.init.kaiming_normal_(self.weight)
        latent = kernel_size * kernel_size // 2 + 1
        self.avg_pool = nn.AdaptiveAvgPool2d((kernel_size, kernel_size))
        self.ce = nn.Linear(kernel_size * kernel_size, latent, bias=False)
        self.ce_bn = nn.BatchNorm1d(in_channels)
        self.ci = nn.Conv1d(in_channels, out_channels, 1, bias=False, groups=groups)
        self.ci_bn = nn.BatchNorm1d(out_channels)
        self.gd_in = nn.Linear(latent, kernel_size * kernel_size, bias=False)
        self.gd_out = nn.Linear(latent, kernel_size * kernel_size, bias=False)
        self.unfold = nn.Unfold(kernel_size, padding=padding, stride=stride)

    def forward(self, x):
        b, c, h, w = x.shape
        context = self.ce(self.avg_pool(x).flatten(2))
        context = F.relu(self.ce_bn(context))
        gate_in = self.gd_in(context)
        gate_out = self.gd_out(F.relu(self.ci_bn(self.ci(context))))
        gate = torch.sigmoid(gate_in.unsqueeze(1) + gate_out.unsqueeze(2))
        kernels = self.weight.view(1, self.oc, self.ic, -1) * gate
        x_un = self.unfold(x)
        l = x_un.shape[2]
        out = kernels.view(b, self.oc, -1)
        return torch.matmul(out, x_un).view(b, self.oc, int(np.sqrt(l)), int(np.sqrt(l)))


class CGBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.conv1, self.bn1 = ContextGatedConv2d(ch, ch), nn.BatchNorm2d(ch)
        self.conv2, self.bn2 = ContextGatedConv2d(ch, ch), nn.BatchNorm2d(ch)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(x + self.bn2(self.conv2(out)))


class LeafNet(nn.Module):
    def __init__(self, n_classes, width=16):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 5, 4, 2, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.layer1 = CGBlock(width)
        self.down = nn.Conv2d(width, 2 * width, 3, 2, 1)
        self.layer2 = CGBlock(2 * width)
        self.fc = nn.Linear(2 * width, n_classes)

    def forward(self, x):
        x = self.layer1(self.stem(x))
        x = self.layer2(self.down(x))
        return self.fc(x.mean((2, 3)))


def main():
    torch.manual_seed(0)
    transform = transforms.Compose([
        transforms.Resize(96),
        transforms.RandomHorizontalFlip(),
        transforms.ColorJitter(0.1, 0.1),
        transforms.ToTensor(),
        transforms.Normalize([0.4, 0.4, 0.4], [0.2, 0.2, 0.2]),
    ])
    with tempfile.TemporaryDirectory() as root:
        collect_photos(root)
        dataset = datasets.ImageFolder(root, transform)
        loader = DataLoader(dataset, batch_size=6, shuffle=True)
        model = LeafNet(len(dataset.classes))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
        for epoch in range(2):
            hits = 0
            for images, labels in loader:
                logits = model(images)
                loss = F.cross_entropy(logits, labels, label_smoothing=0.1)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                hits += (logits.argmax(1) == labels).sum().item()
            print(f"epoch {epoch} loss {loss.item():.3f} acc {hits / len(dataset):.2f}")


if __name__ == "__main__":
    main()
