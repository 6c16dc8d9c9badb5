import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

HEIGHT, WIDTH = 150, 250


class OctaveConv(nn.Module):
    def __init__(self, in_ch, out_ch, alpha=0.5, stride=1):
        super().__init__()
        in_l, out_l = int(alpha * in_ch), int(alpha * out_ch)
        self.stride = stride
        self.downsample = nn.AvgPool2d(2, 2)
        self.upsample = nn.Upsample(scale_factor=2, mode="nearest")
        self.conv_h2h = nn.Conv2d(in_ch - in_l, out_ch - out_l, 3, padding=1)
        self.conv_h2l = nn.Conv2d(in_ch - in_l, out_l, 3, padding=1)
        self.conv_l2h = nn.Conv2d(in_l, out_ch - out_l, 3, padding=1)
        self.conv_l2l = nn.Conv2d(in_l, out_l, 3, padding=1)

    def forward(self, x):
        x_h, x_l = x
        if self.stride == 2:
            x_h, x_l = self.downsample(x_h), self.downsample(x_l)
        x_l2h = self.upsample(self.conv_l2h(x_l))
        x_h2h = self.conv_h2h(x_h)
        x_h2l = self.conv_h2l(self.downsample(x_h))
        x_l2l = self.conv_l2l(x_l)
        return x_h2h + x_l2h, x_l2l + x_h2l


class OctaveBlock(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.oct = OctaveConv(a, b, stride=stride)
        self.bn_h = nn.BatchNorm2d(b // 2)
        self.bn_l = nn.BatchNorm2d(b // 2)

    def forward(self, x):
        h, l = self.oct(x)
        return torch.relu(self.bn_h(h)), torch.relu(self.bn_l(l))


class OctaveBackbone(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.stem_h = nn.Conv2d(3, 8, 3, padding=1)
        self.stem_l = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(3, 8, 3, padding=1))
        self.stages = nn.Sequential(OctaveBlock(16, 16, 1), OctaveBlock(16, 32, 2), OctaveBlock(32, 32, 2))
        self.fc = nn.Linear(32, num_classes)

    def forward(self, img):
        h, l = self.stages((self.stem_h(img), self.stem_l(img)))
        return self.fc(torch.cat([h.mean((2, 3)), l.mean((2, 3))], dim=1))


tf = transforms.Compose([transforms.Resize((HEIGHT, WIDTH)), transforms.ToTensor()])
photos = FakeData(size=4, image_size=(3, 300, 500), num_classes=6, transform=tf)
model = OctaveBackbone(num_classes=6)
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for x, y in DataLoader(photos, batch_size=2):
    loss = nn.functional.cross_entropy(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
