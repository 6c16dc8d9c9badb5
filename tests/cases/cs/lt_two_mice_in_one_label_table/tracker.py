import torch
from torch import nn


class HeatmapTracker(nn.Module):
    def __init__(self, num_keypoints):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(64, 64, 3, 2, 1), nn.ReLU(),
        )
        self.upsampling = nn.ConvTranspose2d(64, num_keypoints, 4, 2, 1)

    def forward(self, images):
        return self.upsampling(self.backbone(images)).sigmoid()


def heatmap_mse(targets, predictions):
    labelled = targets.flatten(2).amax(-1) > 0
    return torch.mean((targets[labelled] - predictions[labelled]) ** 2)


def peak_distance(targets, predictions):
    width = targets.shape[-1]
    a, b = targets.flatten(2).argmax(-1), predictions.flatten(2).argmax(-1)
    return torch.hypot((a % width - b % width).float(), (a // width - b // width).float())
