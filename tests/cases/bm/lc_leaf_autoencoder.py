import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.models import resnet18


class UpBlock(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.up = nn.ConvTranspose2d(c_in, c_out, kernel_size=3, stride=2, padding=1, output_padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.act(self.bn1(self.up(x)))
        return self.act(self.bn2(self.conv(x)) + x)


class ResNetEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        net = resnet18(weights=None)
        self.stem = nn.Sequential(net.conv1, net.bn1, net.relu, net.maxpool)
        self.stages = nn.Sequential(net.layer1, net.layer2, net.layer3, net.layer4)

    def forward(self, x):
        return self.stages(self.stem(x))


class ResNetDecoder(nn.Module):
    def __init__(self, widths=(512, 256, 128, 64, 64)):
        super().__init__()
        self.stages = nn.Sequential(*[UpBlock(a, b) for a, b in zip(widths[:-1], widths[1:])])
        self.conv1 = nn.ConvTranspose2d(widths[-1], 3, kernel_size=7, stride=2, padding=3, bias=False)

    def forward(self, z):
        return torch.sigmoid(self.conv1(self.stages(z)))


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = ResNetEncoder()
        self.decoder = ResNetDecoder()

    def forward(self, x):
        return self.decoder(self.encoder(x))


def reconstruction_error(model, loader, criterion):
    model.eval()
    with torch.no_grad():
        errors = [criterion(model(x), x) for x, in loader]
    return torch.stack(errors).mean().item()


def main():
    torch.manual_seed(5)
    leaves = torch.rand(6, 3, 128, 128)
    train_loader = DataLoader(TensorDataset(leaves[:4]), batch_size=2, shuffle=True)
    test_loader = DataLoader(TensorDataset(leaves[4:]), batch_size=2)

    model = AutoEncoder()
    criterion = nn.MSELoss()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(1):
        model.train()
        for img, in train_loader:
            rec = model(img)
            loss = criterion(rec, img)
            opt.zero_grad()
            loss.backward()
            opt.step()
        print("epoch", epoch, "test error", reconstruction_error(model, test_loader, criterion))


main()
