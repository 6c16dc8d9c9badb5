import torch.nn as nn
import torch.nn.functional as F


class CriterionDSN(nn.Module):
    def __init__(self, ignore_index=255):
        super().__init__()
        self.criterion = nn.CrossEntropyLoss(ignore_index=ignore_index)

    def forward(self, logits, target):
        return self.criterion(F.interpolate(logits, size=target.shape[1:], mode="bilinear", align_corners=True), target)


class CriterionPairWise(nn.Module):
    """Similarities between the cells of a coarse grid."""

    def __init__(self, scale=0.5):
        super().__init__()
        self.scale = scale

    @staticmethod
    def similarity(feat):
        feat = F.normalize(feat.flatten(2), dim=1)
        return feat.transpose(1, 2) @ feat

    def forward(self, feat_S, feat_T):
        h, w = feat_T.shape[2:]
        patch = (max(1, int(w * self.scale)), max(1, int(h * self.scale)))
        pool = nn.MaxPool2d(kernel_size=patch, stride=patch, ceil_mode=True)
        return F.mse_loss(self.similarity(pool(feat_S)), self.similarity(pool(feat_T).detach()))


class CriterionPixelWise(nn.Module):
    def forward(self, logits_S, logits_T):
        p_T = F.softmax(logits_T.detach().permute(0, 2, 3, 1).flatten(0, 2), dim=1)
        log_p_S = F.log_softmax(logits_S.permute(0, 2, 3, 1).flatten(0, 2), dim=1)
        return -(p_T * log_p_S).sum(1).mean()
