import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms as T


class IBNBlock(nn.Module):
    def __init__(self, inplanes, planes, stride):
        super().__init__()
        self.conv = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.bn(self.conv(x)))


class Baseline(nn.Module):
    """Feature of a person; the classifier is for the training only."""

    def __init__(self, num_classes, planes=64):
        super().__init__()
        self.base = nn.Sequential(IBNBlock(3, 16, 2), IBNBlock(16, 32, 2), IBNBlock(32, planes, 2))
        self.gap = nn.AdaptiveAvgPool2d(1)
        self.bottleneck = nn.BatchNorm1d(planes)
        self.classifier = nn.Linear(planes, num_classes, bias=False)

    def forward(self, x):
        global_feat = self.gap(self.base(x))
        global_feat = global_feat.view(global_feat.shape[0], -1)
        feat = self.bottleneck(global_feat)
        return self.classifier(feat) if self.training else feat


def build_transform(size=(128, 64)):
    return T.Compose([
        T.Resize(size),
        T.ToTensor(),
        T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])


def take_pictures(folder, n=5):
    rng = np.random.default_rng(2)
    names = [f"{i:04d}_c1s1.jpg" for i in range(n)]
    for name in names:
        Image.fromarray(rng.integers(0, 255, (256, 128, 3), dtype=np.uint8)).save(os.path.join(folder, name))
    return names


def extract_feature(model, folder, name, transform):
    img = Image.open(os.path.join(folder, name)).convert("RGB")
    data = transform(img)
    with torch.no_grad():
        feat = model(data)
    return nn.functional.normalize(feat, dim=1)


with tempfile.TemporaryDirectory() as folder:
    names = take_pictures(folder)
    model, transform = Baseline(751).eval(), build_transform()
    query = extract_feature(model, folder, names[0], transform)
    gallery = torch.cat([extract_feature(model, folder, name, transform) for name in names[1:]])
    distance = torch.cdist(query, gallery)
    print("nearest", names[1:][int(distance.argmin())])
