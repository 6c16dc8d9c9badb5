from torch import nn


class GeneralizedRCNN(nn.Module):
    def __init__(self, cfg, dim=64):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, dim, 7, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.cls_score = nn.Linear(dim, cfg["NUM_CLASSES"])
        if cfg["KEYPOINT_ON"]:
            self.keypoint = nn.Linear(dim, 17 * 2)

    def forward(self, crops, labels, keypoints):
        x = self.backbone(crops)
        loss = nn.functional.cross_entropy(self.cls_score(x), labels)
        if hasattr(self, "keypoint"):
            loss = loss + nn.functional.mse_loss(self.keypoint(x).view(-1, 17, 2), keypoints)
        return loss
