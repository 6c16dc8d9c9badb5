from torch import nn
from torchvision import models


class PlantClassifier(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.backbone = getattr(models, cfg["name"])(weights=None)
        self.freeze(cfg["freeze_until"])
        self.backbone.fc = nn.Sequential(
            nn.Dropout(cfg["drop_rate"]),
            nn.Linear(512, cfg["num_classes"]),
        )

    def freeze(self, until):
        for name, child in self.backbone.named_children():
            if name == until:
                break
            for p in child.parameters():
                p.requires_grad = False

    def forward(self, x):
        return self.backbone(x)


def trainable(model):
    return [p for p in model.parameters() if p.requires_grad]
