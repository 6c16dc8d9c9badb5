import torch
from torch import nn

COCO_NUM_CLASSES = 80


class Head(nn.Module):
    def __init__(self, width, num_classes):
        super().__init__()
        self.cls_pred = nn.Conv2d(width, num_classes, 1)
        self.reg_pred = nn.Conv2d(width, 4, 1)

    def forward(self, feats):
        cls_logits = [self.cls_pred(f).flatten(2).transpose(1, 2) for f in feats]
        boxes = [self.reg_pred(f).flatten(2).transpose(1, 2).sigmoid() for f in feats]
        return torch.cat(cls_logits, 1), torch.cat(boxes, 1)


class YoloNAS(nn.Module):
    def __init__(self, width, num_classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 4, 1), nn.ReLU())
        self.stage1 = nn.Sequential(nn.Conv2d(width, width, 3, 2, 1), nn.ReLU())
        self.stage2 = nn.Sequential(nn.Conv2d(width, width, 3, 2, 1), nn.ReLU())
        self.heads = Head(width, num_classes)

    def forward(self, x):
        p3 = self.stage1(self.stem(x))
        return self.heads([p3, self.stage2(p3)])

    def replace_head(self, num_classes):
        self.heads = Head(self.heads.cls_pred.in_channels, num_classes)


ARCHITECTURES = {"yolo_nas_s": 16, "yolo_nas_m": 24}


def get(name, num_classes=None, pretrained_weights=None):
    """Build a model; with pretrained weights a head of another size is put on afterwards."""
    width = ARCHITECTURES[name]
    if pretrained_weights == "coco":
        model = YoloNAS(width, COCO_NUM_CLASSES)
        if num_classes is not None and num_classes != COCO_NUM_CLASSES:
            model.replace_head(num_classes)
        return model
    if num_classes is None:
        raise ValueError("num_classes is needed without pretrained weights")
    return YoloNAS(width, num_classes)
