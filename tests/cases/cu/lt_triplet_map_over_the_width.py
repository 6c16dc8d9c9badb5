import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(1)
np.random.seed(1)


class CMAlign(nn.Module):
    """Dense cross-modal alignment between visible (first half) and thermal (second half) features."""

    def __init__(self, batch_size=8, num_pos=4, temperature=50):
        super().__init__()
        self.batch_size = batch_size
        self.num_pos = num_pos
        self.criterion = nn.TripletMarginLoss(margin=0.3, p=2.0, reduction="none")
        self.temperature = temperature

    def _random_pairs(self):
        batch_size, num_pos = self.batch_size, self.num_pos
        pos, neg = [], []
        for batch_index in range(batch_size // num_pos):
            own = np.arange(num_pos) + num_pos * batch_index
            others = np.setdiff1d(np.arange(batch_size), own)
            pos.append(np.random.choice(own, num_pos, replace=False))
            neg.append(np.random.choice(others, num_pos, replace=False))
        pos, neg = np.concatenate(pos), np.concatenate(neg)
        return {"v": (pos, neg), "t": (pos + batch_size, neg + batch_size)}

    def feature_similarity(self, feat_q, feat_k):
        b, c, h, w = feat_q.size()
        feat_q = F.normalize(feat_q.view(b, c, h * w), dim=1)
        feat_k = F.normalize(feat_k.view(b, c, h * w), dim=1)
        return torch.bmm(feat_q.permute(0, 2, 1), feat_k)

    def soft_warping(self, matching, feat_k):
        b, c, h, w = feat_k.size()
        warped = torch.bmm(matching, feat_k.view(b, c, h * w).permute(0, 2, 1))
        return warped.permute(0, 2, 1).reshape(b, c, h, w)

    def compute_mask(self, feat):
        norms = feat.norm(p=2, dim=1, keepdim=True)
        low = norms.amin(dim=(2, 3), keepdim=True)
        high = norms.amax(dim=(2, 3), keepdim=True)
        return (norms - low) / (high - low + 1e-12)

    def align(self, feat_q, feat_k):
        matching = F.softmax(self.temperature * self.feature_similarity(feat_q, feat_k), dim=2)
        mask = self.compute_mask(feat_q)
        warped = self.soft_warping(matching, feat_k)
        comask = mask * self.soft_warping(matching, self.compute_mask(feat_k))
        return mask * warped + (1.0 - mask) * feat_q, comask.detach()

    def forward(self, feat_v, feat_t):
        feat = torch.cat([feat_v, feat_t], dim=0)
        pairs = self._random_pairs()
        loss = 0
        for target, (pos_idx, neg_idx) in (("v", pairs["t"]), ("t", pairs["v"])):
            feat_target = feat_v if target == "v" else feat_t
            feat_recon_pos, comask_pos = self.align(feat_target, feat[pos_idx])
            feat_recon_neg, _ = self.align(feat_target, feat[neg_idx])
            distance = self.criterion(feat_target, feat_recon_pos, feat_recon_neg)
            loss += torch.mean(comask_pos * distance)
        return loss


class Baseline(nn.Module):
    def __init__(self, num_classes, batch_size, num_pos, dim=48):
        super().__init__()
        self.visible_module = nn.Conv2d(3, 24, 7, stride=2, padding=3)
        self.thermal_module = nn.Conv2d(3, 24, 7, stride=2, padding=3)
        self.base = nn.Sequential(
            nn.BatchNorm2d(24), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
            nn.Conv2d(24, dim, 3, stride=2, padding=1), nn.BatchNorm2d(dim), nn.ReLU(),
            nn.Conv2d(dim, dim, 3, stride=2, padding=1))
        self.bottleneck = nn.BatchNorm1d(dim)
        self.classifier = nn.Linear(dim, num_classes, bias=False)
        self.cmalign = CMAlign(batch_size, num_pos)

    def forward(self, visible, thermal):
        feat = self.base(torch.cat([self.visible_module(visible), self.thermal_module(thermal)]))
        logits = self.classifier(self.bottleneck(feat.mean((2, 3))))
        feat_v, feat_t = feat.chunk(2)
        return logits, self.cmalign(feat_v, feat_t)


num_pos, num_ids = 4, 2
batch_size = num_pos * num_ids
net = Baseline(num_classes=20, batch_size=batch_size, num_pos=num_pos)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
for iteration in range(2):
    ids = torch.from_numpy(np.random.choice(20, num_ids, replace=False)).repeat_interleave(num_pos)
    visible, thermal = torch.rand(batch_size, 3, 288, 144), torch.rand(batch_size, 3, 288, 144)
    logits, loss_align = net(visible, thermal)
    loss = F.cross_entropy(logits, ids.repeat(2)) + 0.5 * loss_align
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iteration {iteration} loss {loss.item():.4f} align {loss_align.item():.4f}")
