import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

crop_size = 64
n_class = 6


def conv_bn_relu(cin, cout, kernel=1, stride=1):
    return nn.Sequential(
        nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout), nn.ReLU(True)
    )


class AttentionGeneration(nn.Module):
    def __init__(self, in_channels, reduced_channels, out_channels):
        super().__init__()
        self.conv_reduce = conv_bn_relu(in_channels, reduced_channels)
        self.attention = nn.Sequential(
            conv_bn_relu(reduced_channels, reduced_channels),
            nn.Conv2d(reduced_channels, out_channels, 1, bias=False),
        )
        self.reduced_channels = reduced_channels

    def forward(self, x):
        reduce_x = self.conv_reduce(x)
        attention = self.attention(reduce_x)
        n, c, h, w = attention.size()
        attention = attention.view(n, c, -1)
        reduce_x = reduce_x.view(n, self.reduced_channels, -1)
        fm = torch.bmm(reduce_x, torch.softmax(attention, dim=1))
        return fm.view(n, self.reduced_channels, h, w)


class PSANet(nn.Module):
    def __init__(self, nclass, reduced_channels=16, attention_channels=144):
        super().__init__()
        self.base = nn.Sequential(conv_bn_relu(3, 16, 3, 2), conv_bn_relu(16, 32, 3, 2), conv_bn_relu(32, 64, 3, 2))
        self.collect = AttentionGeneration(64, reduced_channels, attention_channels)
        self.distribute = AttentionGeneration(64, reduced_channels, attention_channels)
        self.project = conv_bn_relu(2 * reduced_channels, 64)
        self.block = nn.Conv2d(128, nclass, 1)

    def forward(self, x):
        size = x.shape[2:]
        c4 = self.base(x)
        fm = self.project(torch.cat([self.collect(c4), self.distribute(c4)], dim=1))
        return F.interpolate(self.block(torch.cat([c4, fm], dim=1)), size, mode="bilinear", align_corners=True)


tf = transforms.Compose([transforms.RandomCrop(crop_size), transforms.ToTensor()])
train_set = FakeData(size=8, image_size=(3, 120, 160), num_classes=n_class, transform=tf)
model = PSANet(n_class)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
for step, (images, scene) in enumerate(DataLoader(train_set, batch_size=2)):
    masks = scene[:, None, None].expand(-1, *images.shape[2:])
    loss = F.cross_entropy(model(images), masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iter {step}: {loss.item():.4f}")
