import torch
import torch.nn as nn
import torch.nn.functional as F


def one_hot_embedding(labels, num_classes):
    return torch.eye(num_classes)[labels].permute(0, 3, 1, 2)


def compute_grad_mag(e):
    e = F.avg_pool2d(e, 3, stride=1, padding=1)
    dy, dx = torch.gradient(e, dim=(2, 3))
    return torch.sqrt(dx ** 2 + dy ** 2 + 1e-6)


class DualTaskLoss(nn.Module):
    def forward(self, input_logits, gts, ignore_pixel=255):
        N, C, H, W = input_logits.shape
        ignore_mask = (gts == ignore_pixel).detach()
        input_logits = torch.where(ignore_mask.view(N, 1, H, W).expand(N, 19, H, W),
                                   torch.zeros(N, C, H, W), input_logits)
        gt_masks = torch.where(ignore_mask, torch.zeros(N, H, W).long(), gts.detach())
        gt_masks = one_hot_embedding(gt_masks, 19)
        g = compute_grad_mag(F.gumbel_softmax(input_logits, tau=0.5, dim=1))
        return F.l1_loss(g, compute_grad_mag(gt_masks))


class JointEdgeSegLoss(nn.Module):
    def __init__(self, classes, dual_weight=1):
        super().__init__()
        self.seg_loss = nn.CrossEntropyLoss(weight=torch.ones(classes), ignore_index=255)
        self.dual_task = DualTaskLoss()
        self.dual_weight = dual_weight

    def forward(self, segin, segmask):
        losses = {"seg_loss": self.seg_loss(segin, segmask)}
        losses["dual_loss"] = self.dual_weight * self.dual_task(segin, segmask)
        return losses


num_classes = 2
net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(),
    nn.Conv2d(16, num_classes, 1),
)
criterion = JointEdgeSegLoss(classes=num_classes)
optim = torch.optim.SGD(net.parameters(), lr=0.01)
for step in range(2):
    image = torch.rand(4, 3, 48, 64)
    mask = (image.mean(1) > 0.5).long()
    mask[:, :2] = 255
    losses = criterion(net(image), mask)
    optim.zero_grad()
    sum(losses.values()).backward()
    optim.step()
    print({k: round(v.item(), 4) for k, v in losses.items()})
