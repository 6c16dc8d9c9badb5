import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.models import resnet18


class Backbone(nn.Module):
    def __init__(self, resnet):
        super().__init__()
        self.stem = nn.Sequential(resnet.conv1, resnet.bn1, resnet.relu, resnet.maxpool)
        self.layers = nn.Sequential(resnet.layer1, resnet.layer2, resnet.layer3, resnet.layer4)

    def forward(self, x):
        return self.layers(self.stem(x))


class BaseClassifier(nn.Module):
    def __init__(self, nattr):
        super().__init__()
        self.logits = nn.Sequential(
            nn.Linear(2048, nattr),
            nn.BatchNorm1d(nattr),
        )
        self.avg_pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, feature):
        feat = self.avg_pool(feature).view(feature.size(0), -1)
        return self.logits(feat)


class FeatClassifier(nn.Module):
    def __init__(self, backbone, classifier):
        super().__init__()
        self.backbone = backbone
        self.classifier = classifier

    def forward(self, x):
        return self.classifier(self.backbone(x))


def weighted_bce(logits, targets, ratio):
    weights = torch.where(targets > 0.5, torch.exp(1 - ratio), torch.exp(ratio))
    loss = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return (loss * weights).sum() / len(logits)


persons = torch.rand(16, 3, 128, 96)
labels = (torch.rand(16, 26) < 0.3).float()
model = FeatClassifier(Backbone(resnet18(weights=None)), BaseClassifier(nattr=labels.shape[1]))
optimizer = torch.optim.SGD([
    {"params": model.backbone.parameters(), "lr": 0.01},
    {"params": model.classifier.parameters(), "lr": 0.1},
], momentum=0.9, weight_decay=5e-4)
model.train()
for imgs, gt in DataLoader(TensorDataset(persons, labels), batch_size=8):
    loss = weighted_bce(model(imgs), gt, labels.mean(0))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm=10.0)
    optimizer.step()
    print(f"train_loss {loss.item():.4f}")
