import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

HEIGHT, WIDTH = 350, 525


def conv_relu(cin, cout, stride=1):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(True))


class DecoderBlock(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.conv = conv_relu(cin + cskip, cout)

    def forward(self, x, skip=None):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        if skip is not None:
            x = torch.cat([x, skip], dim=1)
        return self.conv(x)


class Unet(nn.Module):
    def __init__(self, classes=1, chans=(4, 6, 8, 10, 12)):
        super().__init__()
        prev, stages = 3, []
        for c in chans:
            stages.append(conv_relu(prev, c, stride=2))
            prev = c
        self.encoder = nn.ModuleList(stages)
        skips = list(reversed(chans[:-1])) + [0]
        outs = list(reversed(chans[:-1])) + [4]
        blocks = []
        for s, o in zip(skips, outs):
            blocks.append(DecoderBlock(prev, s, o))
            prev = o
        self.decoder = nn.ModuleList(blocks)
        self.segmentation_head = nn.Conv2d(prev, classes, 3, padding=1)

    def forward(self, x):
        feats = []
        for stage in self.encoder:
            x = stage(x)
            feats.append(x)
        feats.pop()
        for block in self.decoder:
            x = block(x, feats.pop() if feats else None)
        return self.segmentation_head(x)


model = Unet(classes=1)
clouds = np.random.rand(2, 3, HEIGHT, WIDTH)
batch = torch.from_numpy(clouds).float()
regions = (batch.mean(1, keepdim=True) > 0.5).float()
output = model(batch)
loss = F.binary_cross_entropy_with_logits(output, regions)
loss.backward()
print("ok", tuple(output.shape), loss.item())
