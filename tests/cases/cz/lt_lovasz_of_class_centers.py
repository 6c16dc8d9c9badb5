import torch
import torch.nn as nn
import torch.nn.functional as F


def lovasz_grad(gt_sorted):
    """Gradient of the Lovasz extension with respect to the sorted errors."""
    gts = gt_sorted.sum()
    intersection = gts - gt_sorted.cumsum(0)
    union = gts + (1 - gt_sorted).cumsum(0)
    jaccard = 1.0 - intersection / union
    jaccard[1:] = jaccard[1:] - jaccard[:-1]
    return jaccard


def flatten_probas(probas, labels, ignore=None):
    C = probas.size(1)
    probas = probas.permute(0, 2, 3, 1).reshape(-1, C)
    labels = labels.view(-1)
    if ignore is None:
        return probas, labels
    valid = labels != ignore
    return probas[valid], labels[valid]


def lovasz_softmax(probas, labels, ignore=None):
    """Multi-class Lovasz-Softmax loss over the classes that are present."""
    vprobas, vlabels = flatten_probas(probas, labels, ignore)
    losses = []
    for c in vlabels.unique():
        fg = (vlabels == c).float()
        errors_sorted, perm = torch.sort((fg - vprobas[:, c]).abs(), 0, descending=True)
        losses.append(torch.dot(errors_sorted, lovasz_grad(fg[perm])))
    return torch.stack(losses).mean()


class CriterionACF(nn.Module):
    """Cross entropy of the coarse and the fine prediction and of the deeply supervised stage, and Lovasz of both."""

    def __init__(self, ignore_index=255, weights=(1.0, 0.4, 0.4, 0.5)):
        super().__init__()
        self.ignore_index, self.weights = ignore_index, weights
        self.criterion = nn.CrossEntropyLoss(ignore_index=ignore_index)

    def forward(self, preds, target):
        h, w = target.size(1), target.size(2)

        scale_pred = F.interpolate(preds[0], size=(h, w), mode="bilinear", align_corners=True)
        loss1 = self.criterion(scale_pred, target)

        scale_pred = F.interpolate(preds[1], size=(h, w), mode="bilinear", align_corners=True)
        loss2 = self.criterion(scale_pred, target)

        scale_pred = F.interpolate(preds[2], size=(h, w), mode="bilinear", align_corners=True)
        loss3 = self.criterion(scale_pred, target)

        pred = preds[0] + preds[1]
        loss4 = lovasz_softmax(F.softmax(pred, dim=1), target, ignore=self.ignore_index)
        return sum(weight * loss for weight, loss in zip(self.weights, (loss1, loss2, loss3, loss4)))


class ACFModule(nn.Module):
    """Attentional class feature: each pixel gets a mix of the class centers, weighted by its coarse prediction."""

    def __init__(self, channels, num_classes):
        super().__init__()
        self.coarse = nn.Conv2d(channels, num_classes, 1)
        self.reduce = nn.Conv2d(channels, channels // 2, 1)
        self.fine = nn.Conv2d(channels + channels // 2, num_classes, 1)

    def forward(self, feat):
        coarse = self.coarse(feat)
        reduced = self.reduce(feat)
        attention = coarse.flatten(2).softmax(dim=2)
        centers = torch.einsum("bkn,bcn->bkc", attention, reduced.flatten(2))
        mixed = torch.einsum("bkhw,bkc->bchw", coarse.softmax(dim=1), centers)
        return self.fine(torch.cat([feat, mixed], dim=1)), coarse


class ACFNet(nn.Module):
    def __init__(self, num_classes, width=16):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, 2, 1), nn.BatchNorm2d(2 * width), nn.ReLU(),
        )
        self.layer = nn.Sequential(nn.Conv2d(2 * width, 4 * width, 3, 2, 1), nn.BatchNorm2d(4 * width), nn.ReLU())
        self.dsn = nn.Conv2d(2 * width, num_classes, 1)
        self.head = ACFModule(4 * width, num_classes)

    def forward(self, x):
        low = self.stem(x)
        fine, coarse = self.head(self.layer(low))
        return [fine, coarse, self.dsn(low)]


def street_batch(n=2, h=96, w=192, num_classes=5):
    label = torch.randint(0, num_classes, (n, h // 16, w // 16)).repeat_interleave(16, 1).repeat_interleave(16, 2)
    image = label[:, None] / num_classes + 0.2 * torch.randn(n, 3, h, w)
    label[:, :4] = 255
    return image, label


torch.manual_seed(11)
net = ACFNet(num_classes=5)
criterion = CriterionACF()
optimizer = torch.optim.SGD(net.parameters(), lr=1e-2, momentum=0.9, weight_decay=5e-4)
for it in range(3):
    images, labels = street_batch()
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()
    print(f"iter {it} loss = {loss.item():.4f}")
