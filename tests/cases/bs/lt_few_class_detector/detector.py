from torch import nn

from level_head import LevelHead


class SingleStage(nn.Module):
    def __init__(self, num_classes, channels=32):
        super().__init__()
        self.backbone = nn.ModuleList([
            nn.Sequential(nn.Conv2d(3, channels, 7, 8, 3), nn.ReLU()),
            nn.Sequential(nn.Conv2d(channels, channels, 3, 2, 1), nn.ReLU()),
        ])
        self.bbox_head = LevelHead(num_classes, channels, strides=(8, 16))

    def extract_feat(self, x):
        feats = []
        for stage in self.backbone:
            x = stage(x)
            feats.append(x)
        return feats

    def forward_train(self, imgs, gt_bboxes, gt_labels):
        cls_scores, bbox_preds = self.bbox_head(self.extract_feat(imgs))
        return self.bbox_head.loss(cls_scores, bbox_preds, gt_bboxes, gt_labels)
