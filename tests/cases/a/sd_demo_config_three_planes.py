import io

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

TRAIN_YAML = {
    "MODEL": {"NAME": "RotNet", "BACKBONE": {"ARCH": "small", "IN_PLANES": 1}, "HEAD": {"NUM_CLASSES": 360}},
    "TRANSFORM": {"RESIZE": 64},
}
DEMO_YAML = {
    "MODEL": {"NAME": "RotNet", "BACKBONE": {"ARCH": "small", "IN_PLANES": 3}, "HEAD": {"NUM_CLASSES": 360}},
    "TRANSFORM": {"RESIZE": 64},
}
ARCH = {"small": ((16, 2), (24, 2), (40, 2)), "large": ((16, 1), (32, 2), (64, 2), (96, 2))}


class Backbone(nn.Module):
    def __init__(self, arch, in_planes):
        super().__init__()
        plan = ARCH[arch]
        first, stride = plan[0]
        self.first_stem = nn.Sequential(
            nn.Conv2d(in_planes, first, 3, stride, 1, bias=False), nn.BatchNorm2d(first), nn.Hardswish())
        stages, cin = [], first
        for cout, stride in plan[1:]:
            stages.append(nn.Sequential(
                nn.Conv2d(cin, cin, 3, stride, 1, groups=cin, bias=False),
                nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout), nn.Hardswish()))
            cin = cout
        self.stages = nn.ModuleList(stages)
        self.out_planes = cin

    def forward(self, x):
        x = self.first_stem(x)
        for stage in self.stages:
            x = stage(x)
        return x


class Recognizer(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.backbone = Backbone(cfg["BACKBONE"]["ARCH"], cfg["BACKBONE"]["IN_PLANES"])
        self.head = nn.Linear(self.backbone.out_planes, cfg["HEAD"]["NUM_CLASSES"])

    def forward(self, x):
        return self.head(self.backbone(x).mean((2, 3)))


def build_model(cfg, weights=None):
    model = Recognizer(cfg["MODEL"])
    if weights is not None:
        weights.seek(0)
        model.load_state_dict(torch.load(weights))
    return model


def train(cfg, output):
    model = build_model(cfg)
    optimizer = torch.optim.SGD(model.parameters(), 0.01)
    x = torch.rand(8, cfg["MODEL"]["BACKBONE"]["IN_PLANES"], 64, 64)
    nn.functional.cross_entropy(model(x), torch.randint(0, 360, (8,))).backward()
    optimizer.step()
    torch.save(model.state_dict(), output)


def read_image(cfg, picture):
    steps = [transforms.Resize((cfg["TRANSFORM"]["RESIZE"],) * 2), transforms.ToTensor()]
    gray = cfg["MODEL"]["BACKBONE"]["IN_PLANES"] == 1
    return transforms.Compose(steps)(picture.convert("L" if gray else "RGB")).unsqueeze(0)


weights = io.BytesIO()
train(TRAIN_YAML, weights)
model = build_model(DEMO_YAML, weights).eval()
photo = Image.fromarray(np.random.RandomState(1).randint(0, 255, (90, 70, 3)).astype(np.uint8))
with torch.no_grad():
    print("rotation", int(model(read_image(DEMO_YAML, photo)).argmax()))
