import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import transforms


def load_raw_classes(n_classes=5, per_class=12):
    """Stands for the pickled mini-imagenet dictionary: class name -> uint8 pictures."""
    rng = np.random.default_rng(0)
    return {f"n{c:08d}": rng.integers(0, 256, (per_class, 64, 64, 3), dtype=np.uint8) for c in range(n_classes)}


class MLclf:
    @staticmethod
    def _feature_norm(pictures, transform):
        n, height, width, channels = pictures.shape
        feature_output = torch.zeros(n, channels, height, width)
        for i, picture in enumerate(pictures):
            feature_output[i] = transform(picture)
        return feature_output

    @staticmethod
    def miniimagenet_clf_dataset(ratio_train, transform, seed=0):
        raw = load_raw_classes()
        pictures = np.concatenate(list(raw.values()))
        labels = np.repeat(np.arange(len(raw)), [len(v) for v in raw.values()])
        order = np.random.default_rng(seed).permutation(len(labels))
        features = MLclf._feature_norm(pictures[order], transform)
        targets = torch.from_numpy(labels[order])
        cut = int(ratio_train * len(targets))
        return TensorDataset(features[:cut], targets[:cut]), TensorDataset(features[cut:], targets[cut:])


class Conv4(nn.Module):
    def __init__(self, n_classes, width=16):
        super().__init__()
        layers, prev = [], 3
        for _ in range(4):
            layers += [nn.Conv2d(prev, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2)]
            prev = width
        self.encoder = nn.Sequential(*layers)
        self.fc = nn.Linear(width, n_classes)

    def forward(self, x):
        return self.fc(self.encoder(x).mean((2, 3)))


transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Resize((32, 32)),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
])
train_set, test_set = MLclf.miniimagenet_clf_dataset(0.8, transform)
net = Conv4(n_classes=5)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for x, y in DataLoader(train_set, batch_size=16, shuffle=True):
    loss = nn.functional.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train", loss.item(), "held out", len(test_set))
