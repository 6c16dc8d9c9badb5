import torch
from torch import nn
import torch.nn.functional as F

pipeline = dict(img_scale=(680, 512), size_divisor=1, flip_ratio=0.5)


def prepare(image, cfg):
    """Scale one picture, flip it now and then and pad it at the right and the bottom."""
    width, height = cfg["img_scale"]
    image = F.interpolate(image[None], size=(height, width), mode="bilinear", align_corners=False)
    if torch.rand(()) < cfg["flip_ratio"]:
        image = image.flip(-1)
    d = cfg["size_divisor"]
    return F.pad(image, (0, -width % d, 0, -height % d))


class Stage(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return x + F.relu(self.conv2(x))


class Backbone(nn.Module):
    def __init__(self, widths=(16, 24, 32)):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 7, stride=2, padding=3)
        self.stages = nn.ModuleList(Stage(i, o) for i, o in zip((8,) + widths[:-1], widths))

    def forward(self, x):
        x, outs = F.relu(self.stem(x)), []
        for stage in self.stages:
            x = stage(x)
            outs.append(x)
        return outs


class FPN(nn.Module):
    def __init__(self, in_channels=(16, 24, 32), out_channels=32):
        super().__init__()
        self.lateral_convs = nn.ModuleList(nn.Conv2d(c, out_channels, 1) for c in in_channels)
        self.fpn_convs = nn.ModuleList(nn.Conv2d(out_channels, out_channels, 3, padding=1) for _ in in_channels)

    def forward(self, inputs):
        laterals = [conv(x) for conv, x in zip(self.lateral_convs, inputs)]
        for i in range(len(laterals) - 1, 0, -1):
            top = F.interpolate(laterals[i], scale_factor=2, mode="nearest")
            laterals[i - 1] = laterals[i - 1] + top
        return [conv(x) for conv, x in zip(self.fpn_convs, laterals)]


class DenseDetector(nn.Module):
    def __init__(self, num_classes=5):
        super().__init__()
        self.backbone, self.neck = Backbone(), FPN()
        self.cls = nn.Conv2d(32, num_classes, 3, padding=1)

    def forward(self, img):
        return [self.cls(f) for f in self.neck(self.backbone(img))]


torch.manual_seed(0)
detector = DenseDetector()
optimizer = torch.optim.SGD(detector.parameters(), lr=0.01)
for it in range(2):
    img = prepare(torch.rand(3, 375, 500), pipeline)
    scores = detector(img)
    loss = sum(F.binary_cross_entropy_with_logits(s, torch.zeros_like(s)) for s in scores)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(it, [tuple(s.shape[-2:]) for s in scores], loss.item())
