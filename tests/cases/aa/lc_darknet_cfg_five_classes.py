import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CFG = """
[net]
width=64
height=64
channels=3

[convolutional]
filters=16
size=3
stride=2
activation=leaky

[convolutional]
filters=32
size=3
stride=2
activation=leaky

[convolutional]
filters=64
size=3
stride=2
activation=leaky

# detection head, stride 8
[convolutional]
filters=255
size=1
stride=1
activation=linear

[yolo]
anchors=10,14, 23,27, 37,58
classes=5
"""

NAMES = ["bolt", "nut", "washer", "screw", "pin"]


def parse_model_cfg(text):
    blocks = []
    for line in text.split("\n"):
        line = line.split("#")[0].strip()
        if not line:
            continue
        if line.startswith("["):
            blocks.append({"type": line[1:-1]})
        else:
            key, value = line.split("=")
            blocks[-1][key.strip()] = value.strip()
    return blocks


class YOLOLayer(nn.Module):
    def __init__(self, anchors, n_classes, img_size):
        super().__init__()
        self.register_buffer("anchors", torch.tensor(anchors).view(-1, 2))
        self.nA, self.nC, self.img_size = len(self.anchors), n_classes, img_size
        self.bbox_attrs = 5 + n_classes
        self.mse, self.bce = nn.MSELoss(), nn.BCEWithLogitsLoss()

    def forward(self, p, targets=None):
        bs, nG = p.shape[0], p.shape[-1]
        p = p.view(bs, self.nA, self.bbox_attrs, nG, nG).permute(0, 1, 3, 4, 2).contiguous()
        if targets is None:
            return p.sigmoid()
        b, c = targets[:, 0].long(), targets[:, 1].long()
        gxy = targets[:, 2:4] * nG
        gi, gj = gxy.long().clamp(max=nG - 1).T
        a = (targets[:, 4:6, None] * self.img_size - self.anchors.T).abs().sum(1).argmin(1)
        hit = p[b, a, gj, gi]
        obj = torch.zeros_like(p[..., 4])
        obj[b, a, gj, gi] = 1.0
        loss_xy = self.mse(hit[:, :2].sigmoid(), gxy - gxy.floor())
        loss_wh = self.mse(hit[:, 2:4], torch.log(targets[:, 4:6] * self.img_size / self.anchors[a]))
        loss_cls = self.bce(hit[:, 5:], nn.functional.one_hot(c, self.nC).float())
        return loss_xy + loss_wh + loss_cls + self.bce(p[..., 4], obj)


def create_modules(blocks):
    net, filters, modules = blocks[0], int(blocks[0]["channels"]), nn.ModuleList()
    for block in blocks[1:]:
        if block["type"] == "convolutional":
            size, stride, cin = int(block["size"]), int(block["stride"]), filters
            filters = int(block["filters"])
            linear = block["activation"] == "linear"
            layers = [nn.Conv2d(cin, filters, size, stride, size // 2, bias=linear)]
            if not linear:
                layers += [nn.BatchNorm2d(filters), nn.LeakyReLU(0.1)]
            modules.append(nn.Sequential(*layers))
        elif block["type"] == "yolo":
            anchors = [float(v) for v in block["anchors"].split(",")]
            modules.append(YOLOLayer(anchors, int(block["classes"]), int(net["width"])))
    return modules


class Darknet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.module_list = create_modules(parse_model_cfg(cfg))

    def forward(self, x, targets=None):
        for module in self.module_list:
            x = module(x, targets) if isinstance(module, YOLOLayer) else module(x)
        return x


class PartsDataset(Dataset):
    """One or two small parts on a noisy background; targets are class, x, y, w, h (0..1)."""

    def __init__(self, n=16, img_size=64):
        g = torch.Generator().manual_seed(9)
        self.imgs = torch.rand(n, 3, img_size, img_size, generator=g)
        self.labels = []
        for i in range(n):
            k = 1 + i % 2
            cls = torch.randint(0, len(NAMES), (k, 1), generator=g).float()
            self.labels.append(torch.cat([cls, 0.2 + 0.6 * torch.rand(k, 4, generator=g)], 1))

    def __len__(self):
        return len(self.imgs)

    def __getitem__(self, i):
        return self.imgs[i], self.labels[i]

    @staticmethod
    def collate_fn(batch):
        imgs, labels = zip(*batch)
        rows = [torch.cat([torch.full((len(l), 1), float(i)), l], 1) for i, l in enumerate(labels)]
        return torch.stack(imgs), torch.cat(rows)


if __name__ == "__main__":
    torch.manual_seed(0)
    model = Darknet(CFG)
    dataset = PartsDataset()
    loader = DataLoader(dataset, batch_size=8, collate_fn=dataset.collate_fn)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    for epoch in range(2):
        for imgs, targets in loader:
            loss = model(imgs, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.3f}")
