import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def conv_bn(cin, cout, k=3, s=1, groups=1, act=True):
    layers = [nn.Conv2d(cin, cout, k, s, k // 2, groups=groups, bias=False), nn.BatchNorm2d(cout)]
    return nn.Sequential(*layers, nn.ReLU6()) if act else nn.Sequential(*layers)


class MultiQueryAttention(nn.Module):
    """Several query heads share one key and one value head."""

    def __init__(self, dim, num_heads, key_dim, kv_stride=2):
        super().__init__()
        self.num_heads, self.key_dim = num_heads, key_dim
        self.query = nn.Conv2d(dim, num_heads * key_dim, 1)
        self.down = conv_bn(dim, dim, s=kv_stride, groups=dim, act=False)
        self.key = nn.Conv2d(dim, key_dim, 1)
        self.value = nn.Conv2d(dim, key_dim, 1)
        self.project = conv_bn(num_heads * key_dim, dim, 1, act=False)

    def forward(self, x):
        batch_size, px = x.size(0), x.size(2)
        q = self.query(x).view(batch_size, self.num_heads, self.key_dim, -1).transpose(2, 3)
        kv = self.down(x)
        k = self.key(kv).flatten(2).unsqueeze(1)
        v = self.value(kv).flatten(2).unsqueeze(1)
        attn = (q @ k / self.key_dim ** 0.5).softmax(dim=-1)
        context = (attn @ v.transpose(2, 3)).transpose(2, 3).contiguous()
        context = context.view(batch_size, self.num_heads * self.key_dim, px, px)
        return x + self.project(context)


class MobileHybrid(nn.Module):
    def __init__(self, n_classes, dim=32):
        super().__init__()
        self.conv0 = conv_bn(1, 16, s=2)
        self.layer1 = nn.Sequential(conv_bn(16, 24, s=2), conv_bn(24, 24, groups=24))
        self.layer2 = nn.Sequential(conv_bn(24, dim, s=2), MultiQueryAttention(dim, num_heads=4, key_dim=16))
        self.classifier = nn.Linear(dim, n_classes)

    def forward(self, x):
        x = self.layer2(self.layer1(self.conv0(x)))
        return self.classifier(x.mean((2, 3)))


torch.manual_seed(1)
mels = torch.randn(8, 1, 64, 125)
calls = torch.randint(0, 6, (8,))
model = MobileHybrid(n_classes=6)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for mel, call in DataLoader(TensorDataset(mels, calls), batch_size=4):
    loss = nn.functional.cross_entropy(model(mel), call)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
