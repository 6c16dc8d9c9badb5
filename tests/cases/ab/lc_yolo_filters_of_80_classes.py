import torch
from torch import nn

CFG = [
    dict(type="convolutional", filters=16, size=3, stride=2, batch_normalize=1, activation="leaky"),
    dict(type="convolutional", filters=32, size=3, stride=2, batch_normalize=1, activation="leaky"),
    dict(type="convolutional", filters=64, size=3, stride=2, batch_normalize=1, activation="leaky"),
    dict(type="convolutional", filters=128, size=3, stride=2, batch_normalize=1, activation="leaky"),
    dict(type="convolutional", filters=255, size=1, stride=1, activation="linear"),
    dict(type="yolo", anchors=[(10, 14), (23, 27), (37, 58)], classes=6),
]


class YOLOLayer(nn.Module):
    def __init__(self, anchors, nc):
        super().__init__()
        self.register_buffer("anchor_wh", torch.tensor(anchors, dtype=torch.float32))
        self.na = len(anchors)
        self.no = nc + 5

    def forward(self, p):
        bs, _, ny, nx = p.shape
        p = p.view(bs, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2).contiguous()
        return p


def create_modules(cfg):
    modules, channels = nn.ModuleList(), 3
    for block in cfg:
        if block["type"] == "convolutional":
            filters, k = block["filters"], block["size"]
            bn = block.get("batch_normalize", 0)
            layers = [nn.Conv2d(channels, filters, k, block["stride"], k // 2, bias=not bn)]
            if bn:
                layers.append(nn.BatchNorm2d(filters))
            if block["activation"] == "leaky":
                layers.append(nn.LeakyReLU(0.1))
            modules.append(nn.Sequential(*layers))
            channels = filters
        else:
            modules.append(YOLOLayer(block["anchors"], block["classes"]))
    return modules


class Darknet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.module_list = create_modules(cfg)

    def forward(self, x):
        for module in self.module_list:
            x = module(x)
        return x


def compute_loss(p, tobj, tcls):
    obj = nn.functional.binary_cross_entropy_with_logits(p[..., 4], tobj)
    hit = tobj > 0
    cls = nn.functional.cross_entropy(p[..., 5:][hit], tcls[hit])
    return obj + cls


model = Darknet(CFG)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
torch.manual_seed(1)
for step in range(2):
    imgs = torch.rand(4, 3, 128, 128)
    tobj = (torch.rand(4, 3, 8, 8) > 0.9).float()
    tcls = torch.randint(0, 6, (4, 3, 8, 8))
    pred = model(imgs)
    loss = compute_loss(pred, tobj, tcls)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
