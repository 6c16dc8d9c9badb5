import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvBNReLU(nn.Sequential):
    def __init__(self, cin, cout, stride=1):
        super().__init__(nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class SegmentHead(nn.Module):
    def __init__(self, in_chan, mid_chan, n_classes, up_factor):
        super().__init__()
        self.conv = ConvBNReLU(in_chan, mid_chan)
        self.conv_out = nn.Conv2d(mid_chan, n_classes, 1)
        self.up_factor = up_factor

    def forward(self, x):
        return F.interpolate(self.conv_out(self.conv(x)), scale_factor=self.up_factor, mode="bilinear")


class BiSeNetV2(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.detail = nn.Sequential(ConvBNReLU(3, 16, 2), ConvBNReLU(16, 32, 2))
        self.segment = nn.Sequential(ConvBNReLU(32, 32, 2), ConvBNReLU(32, 32))
        self.head = SegmentHead(32, 64, n_classes, up_factor=4)
        self.aux2 = SegmentHead(32, 32, n_classes, up_factor=8)

    def forward(self, x):
        feat = self.detail(x)
        sem = self.segment(feat)
        fused = feat + F.interpolate(sem, size=feat.shape[-2:], mode="nearest")
        return self.head(fused), self.aux2(sem)


def download_ade20k_model(path):
    torch.manual_seed(20)
    torch.save(BiSeNetV2(150).state_dict(), path)


def set_model(cfg):
    net = BiSeNetV2(cfg["n_cats"])
    if cfg["finetune_from"] is not None:
        weights = torch.load(cfg["finetune_from"], map_location="cpu")
        net.load_state_dict(weights, strict=False)
    net.train()
    return net


def coco_stuff_batches(n_batches, n_cats, cropsize=(64, 64)):
    g = torch.Generator().manual_seed(3)
    for _ in range(n_batches):
        yield torch.randn(2, 3, *cropsize, generator=g), torch.randint(0, n_cats, (2, *cropsize), generator=g)


def train(cfg):
    net = set_model(cfg)
    optim = torch.optim.SGD(net.parameters(), lr=cfg["lr_start"], momentum=0.9, weight_decay=1e-4)
    for it, (im, lb) in enumerate(coco_stuff_batches(2, 171)):
        logits, *logits_aux = net(im)
        loss = F.cross_entropy(logits, lb) + sum(F.cross_entropy(a, lb) for a in logits_aux)
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(f"iter {it}, loss: {loss.item():.4f}")


with tempfile.TemporaryDirectory() as d:
    pth = os.path.join(d, "model_final_v2_ade20k.pth")
    download_ade20k_model(pth)
    train(dict(n_cats=171, lr_start=5e-3, finetune_from=pth))
