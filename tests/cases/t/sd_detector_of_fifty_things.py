import os
import tempfile

import torch
from torch import nn
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor
from torchvision.ops import roi_align

WEIGHTS = os.path.join(tempfile.mkdtemp(), "small_rcnn_coco.pth")


class RoIHeads(nn.Module):
    def __init__(self, channels, num_classes):
        super().__init__()
        self.box_head = nn.Sequential(nn.Flatten(), nn.Linear(channels * 4 * 4, 64), nn.ReLU())
        self.box_predictor = FastRCNNPredictor(64, num_classes)

    def forward(self, features, boxes):
        pooled = roi_align(features, boxes, (4, 4), spatial_scale=0.25)
        return self.box_predictor(self.box_head(pooled))


class SmallRCNN(nn.Module):
    def __init__(self, num_classes=91):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 24, 3, 2, 1), nn.ReLU()
        )
        self.roi_heads = RoIHeads(24, num_classes)

    def forward(self, images, boxes):
        return self.roi_heads(self.backbone(images), boxes)


def small_rcnn(pretrained=False, num_classes=91):
    model = SmallRCNN(num_classes)
    if pretrained:
        state_dict = torch.load(WEIGHTS)
        model.load_state_dict(state_dict)
    return model


def train_step(model, optimizer, images, boxes, labels):
    class_logits, _ = model(images, boxes)
    loss = nn.functional.cross_entropy(class_logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# The weights that everybody downloads: trained on the 91 ids of COCO.
torch.save(SmallRCNN().state_dict(), WEIGHTS)

my_model = small_rcnn(pretrained=True, num_classes=50)
optimizer = torch.optim.SGD(my_model.parameters(), lr=0.005, momentum=0.9)
for step in range(3):
    images = torch.rand(2, 3, 64, 64)
    corners = [torch.rand(5, 2) * 30 for _ in range(2)]
    boxes = [torch.cat([corner, corner + 20], dim=1) for corner in corners]
    print(step, train_step(my_model, optimizer, images, boxes, torch.randint(0, 50, (10,))))
