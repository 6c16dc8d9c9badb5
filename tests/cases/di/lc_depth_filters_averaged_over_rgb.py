import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def vgg_features(width=8):
    """First two stages of a VGG feature extractor."""
    torch.manual_seed(16)
    return nn.Sequential(
        nn.Conv2d(3, width, kernel_size=3, padding=1), nn.ReLU(),
        nn.Conv2d(width, width, kernel_size=3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2, return_indices=True),
        nn.Conv2d(width, 2 * width, kernel_size=3, padding=1), nn.ReLU(),
        nn.Conv2d(2 * width, 2 * width, kernel_size=3, padding=1), nn.ReLU(),
    )


class NYUPairs(Dataset):
    def __init__(self, n=6, num_labels=14, size=(48, 64)):
        g = torch.Generator().manual_seed(2)
        self.rgb = torch.rand(n, 3, *size, generator=g)
        self.depth = torch.rand(n, 1, *size, generator=g)
        self.label = torch.randint(0, num_labels, (n, *size), generator=g)

    def __len__(self):
        return len(self.label)

    def __getitem__(self, i):
        return self.rgb[i], self.depth[i], self.label[i]


class CBR(nn.Module):
    def __init__(self, conv, channels):
        super().__init__()
        self.conv = conv
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class FuseNet(nn.Module):
    def __init__(self, num_labels, width=8):
        super().__init__()
        feats = list(vgg_features(width).children())
        feats_depth = list(vgg_features(width).children())

        # depth encoder: the first convolution sees one channel instead of three
        avg = torch.mean(feats_depth[0].weight.data, dim=1)
        conv11d = nn.Conv2d(1, width, kernel_size=3, padding=1)
        conv11d.weight.data = avg
        self.cbr1_d = CBR(conv11d, width)
        self.cbr2_d = CBR(feats_depth[2], width)
        self.cbr3_d = CBR(feats_depth[5], 2 * width)

        # rgb encoder
        self.cbr1_rgb = CBR(feats[0], width)
        self.cbr2_rgb = CBR(feats[2], width)
        self.cbr3_rgb = CBR(feats[5], 2 * width)
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2, return_indices=True)
        self.pool_d = nn.MaxPool2d(kernel_size=2, stride=2)

        # decoder
        self.cbr_dec = CBR(nn.Conv2d(2 * width, width, kernel_size=3, padding=1), width)
        self.unpool = nn.MaxUnpool2d(kernel_size=2, stride=2)
        self.classifier = nn.Conv2d(width, num_labels, kernel_size=3, padding=1)

    def forward(self, rgb_inputs, depth_inputs):
        x_1 = self.cbr1_d(depth_inputs)
        x_2 = self.cbr2_d(x_1)
        x = self.pool_d(x_2)
        x_3 = self.cbr3_d(x)

        y = self.cbr1_rgb(rgb_inputs)
        y = self.cbr2_rgb(y + x_1) + x_2
        y, id1 = self.pool(y)
        y = self.cbr3_rgb(y) + x_3

        y = self.cbr_dec(y)
        return self.classifier(self.unpool(y, id1))


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for it, (rgb, depth, label) in enumerate(loader):
        outputs = model(rgb, depth)
        loss = criterion(outputs, label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"[iteration {it}] train loss {loss.item():.4f}")


train(FuseNet(num_labels=14), DataLoader(NYUPairs(), batch_size=2, shuffle=True))
