import torch
from torch import nn
import torch.nn.functional as F


class TinySSD(nn.Module):
    def __init__(self, num_classes=4, boxes_per_cell=3):
        super().__init__()
        self.num_classes = num_classes
        self.base = nn.Sequential(nn.Conv2d(3, 16, 3, 4, 1), nn.ReLU())
        self.extra = nn.Sequential(nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.loc = nn.ModuleList(nn.Conv2d(c, boxes_per_cell * 4, 3, padding=1) for c in (16, 32))
        self.conf = nn.ModuleList(nn.Conv2d(c, boxes_per_cell * num_classes, 3, padding=1) for c in (16, 32))

    def forward(self, x):
        sources = [self.base(x)]
        sources.append(self.extra(sources[0]))
        n = x.size(0)
        loc = torch.cat([head(s).permute(0, 2, 3, 1).reshape(n, -1, 4) for s, head in zip(sources, self.loc)], 1)
        conf = torch.cat([head(s).permute(0, 2, 3, 1).reshape(n, -1, self.num_classes)
                          for s, head in zip(sources, self.conf)], 1)
        return loc, conf


class MultiBoxLoss(nn.Module):
    """Smooth L1 for matched priors, cross entropy with hard negative mining at 3:1."""

    def __init__(self, num_classes, neg_pos=3):
        super().__init__()
        self.num_classes, self.negpos_ratio = num_classes, neg_pos

    def forward(self, predictions, loc_t, conf_t):
        loc_data, conf_data = predictions
        num = loc_data.size(0)
        pos = conf_t > 0
        loss_l = F.smooth_l1_loss(loc_data[pos], loc_t[pos], reduction="sum")

        batch_conf = conf_data.reshape(-1, self.num_classes)
        loss_c = torch.logsumexp(batch_conf, 1, keepdim=True) - batch_conf.gather(1, conf_t.reshape(-1, 1))
        loss_c[pos] = 0
        loss_c = loss_c.view(num, -1)
        _, loss_idx = loss_c.sort(1, descending=True)
        _, idx_rank = loss_idx.sort(1)
        num_pos = pos.long().sum(1, keepdim=True)
        neg = idx_rank < (self.negpos_ratio * num_pos).clamp(max=pos.size(1) - 1)

        chosen = pos | neg
        loss_c = F.cross_entropy(conf_data[chosen], conf_t[chosen], reduction="sum")
        total = num_pos.sum().clamp(min=1)
        return loss_l / total, loss_c / total


def matched_targets(num, priors, num_classes, gen):
    conf_t = torch.zeros(num, priors, dtype=torch.long)
    hit = torch.rand(num, priors, generator=gen) < 0.01
    conf_t[hit] = torch.randint(1, num_classes, (int(hit.sum()),), generator=gen)
    return torch.randn(num, priors, 4, generator=gen), conf_t


gen = torch.Generator().manual_seed(2)
net = TinySSD()
criterion = MultiBoxLoss(net.num_classes)
optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
for iteration in range(3):
    images = torch.rand(4, 3, 96, 96, generator=gen)
    out = net(images)
    loss_l, loss_c = criterion(out, *matched_targets(4, out[0].size(1), net.num_classes, gen))
    optimizer.zero_grad()
    (loss_l + loss_c).backward()
    optimizer.step()
    print(iteration, loss_l.item(), loss_c.item())
