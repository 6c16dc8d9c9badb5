import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class RelPosEmb(nn.Module):
    def __init__(self, height, width, dim_head):
        super().__init__()
        self.height, self.width = height, width
        scale = dim_head ** -0.5
        self.rel_height = nn.Parameter(torch.randn(height * 2 - 1, dim_head) * scale)
        self.rel_width = nn.Parameter(torch.randn(width * 2 - 1, dim_head) * scale)

    @staticmethod
    def relative_logits_1d(q, rel_k):
        n = q.shape[-2]
        logits = q @ rel_k.t()
        idx = torch.arange(n)[None, :] - torch.arange(n)[:, None] + n - 1
        return logits.gather(-1, idx.expand(*logits.shape[:-2], n, n))

    def forward(self, q):
        b, heads, _, dim = q.shape
        h, w = self.height, self.width
        q = q.reshape(b, heads, h, w, dim)
        rel_w = self.relative_logits_1d(q, self.rel_width)
        rel_h = self.relative_logits_1d(q.transpose(2, 3), self.rel_height)
        logits = rel_w[:, :, :, :, None, :] + rel_h.permute(0, 1, 3, 2, 4)[..., None]
        return logits.reshape(b, heads, h * w, h * w)


class MHSA(nn.Module):
    """dim: channels of the feature map, fmap_size: (height, width) of it."""

    def __init__(self, dim, fmap_size, heads=4, dim_qk=32, dim_v=32):
        super().__init__()
        self.heads, self.scale = heads, dim_qk ** -0.5
        self.qk_proj = nn.Conv2d(dim, heads * dim_qk * 2, 1, bias=False)
        self.v_proj = nn.Conv2d(dim, heads * dim_v, 1, bias=False)
        height, width = fmap_size
        self.pos_emb = RelPosEmb(height, width, dim_qk)

    def split_heads(self, t):
        return t.flatten(2).unflatten(1, (self.heads, -1)).transpose(2, 3)

    def forward(self, featuremap):
        _, _, h, w = featuremap.shape
        q, k = self.qk_proj(featuremap).chunk(2, dim=1)
        q, k, v = map(self.split_heads, (q, k, self.v_proj(featuremap)))
        q = q * self.scale
        logits = q @ k.transpose(-1, -2) + self.pos_emb(q)
        out = logits.softmax(dim=-1) @ v
        return out.transpose(2, 3).flatten(1, 2).unflatten(-1, (h, w))


class Bottleneck(nn.Module):
    def __init__(self, in_channels, bottleneck_channels, out_channels, stride=1):
        super().__init__()
        self.downsample = nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)
        self.conv1 = nn.Conv2d(in_channels, bottleneck_channels, 1, stride=stride, bias=False)
        if out_channels == 256:
            self.conv2 = MHSA(bottleneck_channels, fmap_size=(14, 14), heads=4, dim_qk=16, dim_v=16)
        else:
            self.conv2 = nn.Conv2d(bottleneck_channels, bottleneck_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(bottleneck_channels)
        self.conv3 = nn.Conv2d(bottleneck_channels, out_channels, 1, bias=False)

    def forward(self, x):
        out = self.conv2(torch.relu(self.conv1(x)))
        out = self.conv3(torch.relu(self.bn2(out)))
        return torch.relu(out + self.downsample(x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 7, stride=4, padding=3), nn.ReLU())
        self.layer2 = Bottleneck(32, 32, 128, stride=2)
        self.layer3 = Bottleneck(128, 64, 192, stride=2)
        self.layer4 = Bottleneck(192, 64, 256, stride=1)

    def forward(self, x):
        return self.layer4(self.layer3(self.layer2(self.stem(x))))


class GeneralizedRCNN(nn.Module):
    def __init__(self, num_anchors=3):
        super().__init__()
        self.backbone = ResNet()
        self.objectness = nn.Conv2d(256, num_anchors, 1)

    def forward(self, images):
        return self.objectness(self.backbone(images))


class StreetScenes(Dataset):
    """Camera frames of 400 x 528 with an objectness map for every anchor."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(3, 400, 528, generator=g), (torch.rand(3, 25, 33, generator=g) > 0.9).float()


model = GeneralizedRCNN()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for iteration, (images, targets) in enumerate(DataLoader(StreetScenes(), batch_size=2)):
    loss = nn.functional.binary_cross_entropy_with_logits(model(images), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iter: {iteration}  loss_objectness: {loss.item():.4f}")
