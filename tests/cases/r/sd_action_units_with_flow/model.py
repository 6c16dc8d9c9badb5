import torch
from torch import nn


def vgg_features():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    )


class Classifier(nn.Module):
    """An action unit from a face; with optical flow, both are seen side by side."""

    def __init__(self, of_option, image_size, num_classes):
        super().__init__()
        self.of_option = of_option
        self.features = vgg_features()
        width = 2 if of_option == "Horizontal" else 1
        flat = 32 * (image_size // 4) * (image_size // 4) * width
        self.classifier = nn.Sequential(nn.Linear(flat, 64), nn.ReLU(), nn.Linear(64, num_classes))

    def forward(self, face, flow):
        x = torch.cat([face, flow], dim=3) if self.of_option == "Horizontal" else face
        return self.classifier(self.features(x).flatten(1))
