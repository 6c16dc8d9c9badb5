import os
import tempfile

import torch
from torch import nn

FRUITS = ["apple", "banana", "grape", "orange", "pear"]


class TinySSD(nn.Module):
    """Two feature maps, each with a classification and a box header."""

    def __init__(self, num_classes, anchors=6):
        super().__init__()
        self.num_classes = num_classes
        self.base = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.extra = nn.Sequential(nn.Conv2d(32, 32, 3, 2, 1), nn.ReLU())
        self.classification_headers = nn.ModuleList(
            nn.Conv2d(32, anchors * num_classes, 3, padding=1) for _ in range(2))
        self.regression_headers = nn.ModuleList(
            nn.Conv2d(32, anchors * 4, 3, padding=1) for _ in range(2))

    def forward(self, x):
        confidences, locations = [], []
        x = self.base(x)
        for k, (cls, reg) in enumerate(zip(self.classification_headers, self.regression_headers)):
            if k:
                x = self.extra(x)
            confidences.append(cls(x).permute(0, 2, 3, 1).reshape(len(x), -1, self.num_classes))
            locations.append(reg(x).permute(0, 2, 3, 1).reshape(len(x), -1, 4))
        return torch.cat(confidences, 1), torch.cat(locations, 1)


def train(model_dir, dataset_labels):
    """Train for a moment; save the weights and the labels next to each other."""
    names = ["BACKGROUND"] + dataset_labels
    with open(os.path.join(model_dir, "labels.txt"), "w") as f:
        for name in names:
            f.write(name + "\n")
    net = TinySSD(len(names))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    for _ in range(2):
        conf, loc = net(torch.rand(2, 3, 64, 64))
        target = torch.randint(0, len(names), conf.shape[:2])
        loss = nn.functional.cross_entropy(conf.transpose(1, 2), target) + loc.abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(net.state_dict(), os.path.join(model_dir, "mb1-ssd.pth"))


def read_labels(path):
    with open(path) as f:
        return f.read().split("\n")


def load_for_export(model_dir):
    class_names = read_labels(os.path.join(model_dir, "labels.txt"))
    net = TinySSD(len(class_names))
    state = torch.load(os.path.join(model_dir, "mb1-ssd.pth"))
    net.load_state_dict(state)
    return net.eval(), class_names


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as model_dir:
    train(model_dir, FRUITS)
    net, class_names = load_for_export(model_dir)
    with torch.no_grad():
        scores, boxes = net(torch.rand(1, 3, 64, 64))
    best = scores[0].softmax(-1).mean(0).argmax().item()
    print(class_names[best], tuple(scores.shape), tuple(boxes.shape))
