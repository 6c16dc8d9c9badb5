import torch
import torch.nn as nn
import torch.nn.functional as F


class FCNHead(nn.Sequential):
    def __init__(self, in_channels, channels):
        inter = in_channels // 4
        super().__init__(
            nn.Conv2d(in_channels, inter, 3, padding=1, bias=False),
            nn.BatchNorm2d(inter),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Conv2d(inter, channels, 1),
        )


class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 32, 7, 2, 3, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True),
            nn.Conv2d(32, 128, 3, 2, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU(inplace=True),
        )
        self.classifier = FCNHead(128, num_classes)

    def forward(self, x):
        out = self.classifier(self.backbone(x))
        return F.interpolate(out, size=x.shape[-2:], mode="bilinear", align_corners=False)


COCO_WEIGHTS = FCN(num_classes=21).state_dict()


def fcn_resnet(pretrained=False, num_classes=21):
    model = FCN(num_classes)
    if pretrained:
        model.load_state_dict(COCO_WEIGHTS)
    return model


class HeightFromAerial(nn.Module):
    def __init__(self, dense, width):
        super().__init__()
        self.dense = dense
        self.height = nn.Sequential(nn.Conv2d(width, 32, 1), nn.ReLU(), nn.Conv2d(32, 1, 1))

    def forward(self, x):
        return self.height(self.dense(x)).squeeze(1)


dense = fcn_resnet(pretrained=True, num_classes=512)
net = HeightFromAerial(dense, width=512)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for step in range(2):
    tiles, heights = torch.rand(2, 3, 64, 64), torch.rand(2, 64, 64) * 30
    loss = F.smooth_l1_loss(net(tiles), heights)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
