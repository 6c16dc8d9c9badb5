import torch
import torch.nn as nn
import torch.nn.functional as F

# x, y, z of the occupancy grid
GRID = (20, 20, 4)
NUM_CLASSES = 17


class ConvModule(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding, bias=False)
        self.bn = nn.BatchNorm2d(out_channels)
        self.activate = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.activate(self.bn(self.conv(x)))


class PlaneTransformer(nn.Module):
    """Image features of all cameras -> features of the planes yz, xz and xy."""

    def __init__(self, channels, n_pixels):
        super().__init__()
        x, y, z = GRID
        self.shapes = ((y, z), (x, z), (x, y))
        self.weights = nn.ParameterList([nn.Parameter(torch.randn(h * w, n_pixels) * 0.02) for h, w in self.shapes])
        self.norm = nn.LayerNorm(channels)

    def forward(self, img_feats):
        b, n, c, h, w = img_feats.shape
        flat = img_feats.permute(0, 1, 3, 4, 2).reshape(b, n * h * w, c)
        planes = []
        for weight, shape in zip(self.weights, self.shapes):
            plane = self.norm(weight.softmax(-1) @ flat)
            planes.append(plane.transpose(1, 2).reshape(b, c, *shape))
        return planes


class VanillaHead(nn.Module):
    def __init__(self, in_channels, channels, num_classes):
        super().__init__()
        self.in_channels = in_channels
        self.channels = channels
        self.num_classes = num_classes
        # xy, xz, yz conv layers
        self.xy_conv = self.build_3x3_conv_block()
        self.xz_conv = self.build_3x3_conv_block()
        self.yz_conv = self.build_3x3_conv_block()
        # xyz fc layers
        self.fc = nn.Sequential(
            nn.Linear(self.channels, self.channels),
            nn.Softplus(),
            nn.Linear(self.channels, self.channels),
        )
        self.classifier = nn.Linear(self.channels, num_classes)

    def build_3x3_conv_block(self):
        return nn.Sequential(
            ConvModule(self.in_channels, self.channels, 3, padding=1),
            ConvModule(self.in_channels, self.channels, 3, padding=1),
        )

    def forward(self, occ_feats):
        yz_feat, xz_feat, xy_feat = occ_feats
        xy_feat = self.xy_conv(xy_feat)
        xz_feat = self.xz_conv(xz_feat)
        yz_feat = self.yz_conv(yz_feat)
        B, C, X, Y, Z = *xy_feat.size(), xz_feat.size(3)
        # expand every plane to the volume and add up
        xyz_feat = xy_feat.view(B, C, X, Y, 1) + xz_feat.view(B, C, X, 1, Z) + yz_feat.view(B, C, 1, Y, Z)
        xyz_feat = self.fc(xyz_feat.view(B, C, -1).transpose(1, 2))
        logits = self.classifier(xyz_feat)
        return logits.permute(0, 2, 1).reshape(B, -1, X, Y, Z)


class OccNet(nn.Module):
    def __init__(self, img_channels=64, head_channels=32):
        super().__init__()
        self.backbone = nn.Sequential(
            ConvModule(3, 32, 3, padding=1), nn.MaxPool2d(4),
            ConvModule(32, img_channels, 3, padding=1), nn.MaxPool2d(4),
        )
        self.view_transformer = PlaneTransformer(img_channels, n_pixels=6 * 4 * 6)
        self.decode_head = VanillaHead(in_channels=img_channels, channels=head_channels, num_classes=NUM_CLASSES)

    def forward(self, imgs):
        b, n = imgs.shape[:2]
        feats = self.backbone(imgs.flatten(0, 1))
        feats = feats.reshape(b, n, *feats.shape[1:])
        return self.decode_head(self.view_transformer(feats))


if __name__ == "__main__":
    torch.manual_seed(0)
    model = OccNet()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4, weight_decay=0.01)
    for step in range(2):
        imgs = torch.rand(1, 6, 3, 64, 96)
        occ_gt = torch.randint(0, NUM_CLASSES, (1, *GRID))
        loss = F.cross_entropy(model(imgs), occ_gt)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step} loss {loss.item():.3f}")
