import torch
from torch import nn
from torch.nn import functional as F


class VGGish(nn.Module):
    """torchvision's VGG with fewer filters: features, avgpool, classifier."""

    cfg = (8, "M", 16, "M", 32, "M")

    def __init__(self, num_classes=100):
        super().__init__()
        layers, c = [], 3
        for v in self.cfg:
            if v == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(c, v, 3, padding=1), nn.ReLU()]
                c = v
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(nn.Linear(32 * 7 * 7, 128), nn.ReLU(), nn.Dropout(), nn.Linear(128, num_classes))

    def forward(self, x):
        x = self.avgpool(self.features(x))
        return self.classifier(torch.flatten(x, 1))


class Embedder(nn.Module):
    """The network without its last layer; pictures become vectors."""

    def __init__(self, backbone):
        super().__init__()
        self.body = nn.Sequential(
            *list(backbone.children())[:-1],
            *list(backbone.classifier.children())[:-1],
        )

    def forward(self, img):
        return F.normalize(self.body(img), dim=1)


def similarity(embed, content, style):
    with torch.no_grad():
        a, b = embed(content), embed(style)
    return (a * b).sum(1)


vgg = VGGish().eval()
for p in vgg.parameters():
    p.requires_grad_(False)
embed = Embedder(vgg).eval()
content, style = torch.rand(1, 3, 100, 111), torch.rand(1, 3, 100, 111)
print("logits", vgg(content).shape)
print("similarity", similarity(embed, content, style))
