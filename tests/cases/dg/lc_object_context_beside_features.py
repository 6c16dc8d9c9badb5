import torch
import torch.nn as nn
import torch.nn.functional as F


class SelfAttentionBlock2D(nn.Module):
    def __init__(self, in_channels, key_channels, value_channels, out_channels):
        super().__init__()
        self.key_channels, self.value_channels = key_channels, value_channels
        self.f_key = nn.Sequential(
            nn.Conv2d(in_channels, key_channels, kernel_size=1),
            nn.BatchNorm2d(key_channels), nn.ReLU(),
        )
        self.f_query = self.f_key
        self.f_value = nn.Conv2d(in_channels, value_channels, kernel_size=1)
        self.W = nn.Conv2d(value_channels, out_channels, kernel_size=1)
        nn.init.constant_(self.W.weight, 0)
        nn.init.constant_(self.W.bias, 0)

    def forward(self, x):
        batch_size = x.size(0)
        value = self.f_value(x).view(batch_size, self.value_channels, -1).permute(0, 2, 1)
        query = self.f_query(x).view(batch_size, self.key_channels, -1).permute(0, 2, 1)
        key = self.f_key(x).view(batch_size, self.key_channels, -1)

        sim_map = F.softmax((self.key_channels ** -.5) * torch.matmul(query, key), dim=-1)
        context = torch.matmul(sim_map, value).permute(0, 2, 1).contiguous()
        context = context.view(batch_size, self.value_channels, *x.size()[2:])
        return self.W(context)


class BaseOC_Module(nn.Module):
    """
    Parameters:
        in_channels / out_channels: the channels of the input / output feature maps.
        dropout: we choose 0.05 as the default value.
    Return:
        features fused with object context information.
    """

    def __init__(self, in_channels, out_channels, key_channels, value_channels, dropout):
        super().__init__()
        self.stage = SelfAttentionBlock2D(in_channels, key_channels, value_channels, out_channels)
        self.conv_bn_dropout = nn.Sequential(
            nn.Conv2d(2 * in_channels, out_channels, kernel_size=1, padding=0),
            nn.BatchNorm2d(out_channels), nn.ReLU(),
            nn.Dropout2d(dropout),
        )

    def forward(self, feats):
        context = self.stage(feats)
        return self.conv_bn_dropout(torch.cat([context, feats], 1))


class OCNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.BatchNorm2d(64), nn.ReLU(),
            nn.Conv2d(64, 128, 3, stride=2, padding=1), nn.BatchNorm2d(128), nn.ReLU(),
        )
        self.context = nn.Sequential(
            nn.Conv2d(128, 64, kernel_size=3, stride=1, padding=1),
            nn.BatchNorm2d(64), nn.ReLU(),
            BaseOC_Module(in_channels=64, out_channels=32, key_channels=32, value_channels=32, dropout=0.05),
        )
        self.cls = nn.Conv2d(32, num_classes, kernel_size=1)
        self.dsn = nn.Conv2d(128, num_classes, kernel_size=1)

    def forward(self, x):
        feats = self.backbone(x)
        return self.cls(self.context(feats)), self.dsn(feats)


def criterion_dsn(preds, target, dsn_weight=0.4):
    h, w = target.shape[1:]
    up = [F.interpolate(p, size=(h, w), mode="bilinear", align_corners=True) for p in preds]
    loss1 = F.cross_entropy(up[0], target, ignore_index=255)
    loss2 = F.cross_entropy(up[1], target, ignore_index=255)
    return loss1 + dsn_weight * loss2


if __name__ == "__main__":
    torch.manual_seed(304)
    num_classes, crop = 19, (96, 96)
    model = OCNet(num_classes)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9, weight_decay=5e-4)
    for i_iter in range(2):
        images = torch.rand(2, 3, *crop)
        labels = torch.randint(0, num_classes, (2, *crop))
        loss = criterion_dsn(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iter = {i_iter}, loss = {loss.item():.3f}")
