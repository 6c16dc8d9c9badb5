import torch
from torch import nn
from torch.nn import functional as F


class MultiBoxLoss(nn.Module):
    """Localisation plus confidence, with hard negative mining."""

    def __init__(self, num_classes, neg_pos):
        super().__init__()
        self.num_classes, self.negpos_ratio = num_classes, neg_pos

    def forward(self, predictions, targets):
        loc_data, conf_data = predictions
        loc_t, conf_t = targets
        num = loc_data.size(0)
        pos = conf_t > 0
        loss_l = F.smooth_l1_loss(loc_data[pos], loc_t[pos], reduction="sum")

        # confidence loss of every prior, used for ranking only
        batch_conf = conf_data.view(-1, self.num_classes)
        loss_c = batch_conf.logsumexp(1, keepdim=True) - batch_conf.gather(1, conf_t.view(-1, 1))
        loss_c[pos] = 0
        loss_c = loss_c.view(num, -1)
        rank = loss_c.argsort(1, descending=True).argsort(1)
        num_neg = (self.negpos_ratio * pos.sum(1, keepdim=True)).clamp(max=pos.size(1) - 1)
        neg = rank < num_neg

        chosen = pos | neg
        loss_c = F.cross_entropy(conf_data[chosen], conf_t[chosen], reduction="sum")
        n = pos.sum()
        return loss_l / n, loss_c / n
