import torch
from torch import nn
from torch.utils.data import DataLoader

import config as cfg
from datasets import BuildDataset


class Head(nn.Module):
    def __init__(self, nC, anchors, stride):
        super().__init__()
        self.nC, self.nA, self.stride = nC, len(anchors), stride
        self.register_buffer("anchors", torch.tensor(anchors))

    def forward(self, p):
        bs, _, ny, nx = p.shape
        p = p.view(bs, self.nA, 5 + self.nC, ny, nx).permute(0, 3, 4, 1, 2)
        ys, xs = torch.meshgrid(torch.arange(ny), torch.arange(nx), indexing="ij")
        grid = torch.stack([xs, ys], -1)[None, :, :, None]
        xy = (p[..., 0:2].sigmoid() + grid) * self.stride
        wh = p[..., 2:4].clamp(max=4).exp() * self.anchors * self.stride
        return p, torch.cat([xy, wh], -1)


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        width = cfg.MODEL["WIDTH"]
        nC = cfg.CUSTOMER_DATA["NUM"]
        self.backbone = nn.Sequential(
            nn.Conv2d(3, width, 3, 2, 1), nn.BatchNorm2d(width), nn.Mish(),
            nn.Conv2d(width, width, 3, 2, 1), nn.BatchNorm2d(width), nn.Mish(),
            nn.Conv2d(width, 2 * width, 3, 2, 1), nn.BatchNorm2d(2 * width), nn.Mish(),
        )
        self.neck = nn.Conv2d(2 * width, len(cfg.MODEL["ANCHORS"]) * (5 + nC), 1)
        self.head = Head(nC, cfg.MODEL["ANCHORS"], cfg.MODEL["STRIDE"])

    def forward(self, x):
        return self.head(self.neck(self.backbone(x)))


class DetectorLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.bce = nn.BCEWithLogitsLoss(reduction="none")

    def forward(self, p, p_box, label):
        obj = label[..., 4:5]
        loss_box = obj * nn.functional.smooth_l1_loss(p_box, label[..., :4], reduction="none") / cfg.TRAIN["IMG_SIZE"]
        loss_conf = self.bce(p[..., 4:5], obj)
        loss_cls = obj * self.bce(p[..., 5:], label[..., 5:])
        return (loss_box.sum() + loss_conf.sum() + loss_cls.sum()) / p.shape[0]


def main():
    loader = DataLoader(BuildDataset(), batch_size=cfg.TRAIN["BATCH_SIZE"], shuffle=True)
    model, criterion = Detector(), DetectorLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg.TRAIN["LR"], momentum=0.9)
    for epoch in range(cfg.TRAIN["EPOCHS"]):
        for imgs, label in loader:
            p, p_box = model(imgs)
            loss = criterion(p, p_box, label)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.2f}")


if __name__ == "__main__":
    main()
