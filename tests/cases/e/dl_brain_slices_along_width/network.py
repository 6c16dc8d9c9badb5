import torch
from torch import nn


class GradeNet(nn.Module):
    def __init__(self, image_size=64, n_grades=3):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        side = image_size // 4
        self.classifier = nn.Sequential(
            nn.Dropout(0.2),
            nn.Linear(16 * side * side, n_grades),
        )

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))
