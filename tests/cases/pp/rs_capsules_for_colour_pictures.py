import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class Config:
    in_channels = 3
    img_size = 32
    conv_channels = 64
    num_capsules = 8
    num_routes = 32 * 6 * 6
    num_classes = 10
    batch_size = 4
    n_epochs = 1


def squash(s):
    sq = (s ** 2).sum(-1, keepdim=True)
    return sq * s / ((1.0 + sq) * torch.sqrt(sq + 1e-8))


class ConvLayer(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size=9):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride=1)

    def forward(self, x):
        return F.relu(self.conv(x))


class PrimaryCaps(nn.Module):
    def __init__(self, num_capsules, in_channels, num_routes, out_channels=32, kernel_size=9):
        super().__init__()
        self.num_routes = num_routes
        self.capsules = nn.ModuleList([
            nn.Conv2d(in_channels, out_channels, kernel_size, stride=2) for _ in range(num_capsules)
        ])

    def forward(self, x):
        u = torch.stack([capsule(x) for capsule in self.capsules], dim=1)
        u = u.view(x.size(0), self.num_routes, -1)
        return squash(u)


class DigitCaps(nn.Module):
    def __init__(self, num_capsules, num_routes, in_channels=8, out_channels=16):
        super().__init__()
        self.num_capsules, self.num_routes = num_capsules, num_routes
        self.W = nn.Parameter(torch.randn(1, num_routes, num_capsules, out_channels, in_channels) * 0.1)

    def forward(self, x):
        u_hat = torch.matmul(self.W, x[:, :, None, :, None]).squeeze(-1)
        b = torch.zeros(1, self.num_routes, self.num_capsules, 1)
        for iteration in range(3):
            c = F.softmax(b, dim=2)
            v = squash((c * u_hat).sum(dim=1, keepdim=True))
            if iteration < 2:
                b = b + (u_hat * v).sum(-1, keepdim=True).mean(dim=0, keepdim=True)
        return v.squeeze(1)


class Decoder(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.shape = (cfg.in_channels, cfg.img_size, cfg.img_size)
        self.layers = nn.Sequential(
            nn.Linear(16 * cfg.num_classes, 128), nn.ReLU(inplace=True),
            nn.Linear(128, cfg.in_channels * cfg.img_size ** 2), nn.Sigmoid(),
        )

    def forward(self, caps):
        best = caps.norm(dim=-1).argmax(dim=1)
        mask = F.one_hot(best, caps.size(1)).float()
        return self.layers((caps * mask[:, :, None]).flatten(1)).view(-1, *self.shape)


class CapsNet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.conv_layer = ConvLayer(cfg.in_channels, cfg.conv_channels)
        self.primary_capsules = PrimaryCaps(cfg.num_capsules, cfg.conv_channels, cfg.num_routes)
        self.digit_capsules = DigitCaps(cfg.num_classes, cfg.num_routes, cfg.num_capsules)
        self.decoder = Decoder(cfg)

    def forward(self, data):
        caps = self.digit_capsules(self.primary_capsules(self.conv_layer(data)))
        return caps, self.decoder(caps)

    def loss(self, data, caps, target, reconstructions):
        length = caps.norm(dim=-1)
        labels = F.one_hot(target, length.size(1)).float()
        margin = labels * F.relu(0.9 - length) ** 2 + 0.5 * (1 - labels) * F.relu(length - 0.1) ** 2
        return margin.sum(dim=1).mean() + 0.0005 * F.mse_loss(reconstructions, data, reduction="sum") / len(data)


if __name__ == "__main__":
    cfg = Config()
    torch.manual_seed(0)
    tf = transforms.Compose([transforms.Resize(cfg.img_size), transforms.ToTensor()])
    cifar = FakeData(size=8, image_size=(3, 32, 32), num_classes=cfg.num_classes, transform=tf)
    net = CapsNet(cfg)
    optimizer = torch.optim.Adam(net.parameters())
    for epoch in range(cfg.n_epochs):
        for batch_id, (data, target) in enumerate(DataLoader(cifar, batch_size=cfg.batch_size)):
            optimizer.zero_grad()
            caps, recon = net(data)
            loss = net.loss(data, caps, target, recon)
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} batch {batch_id} loss {loss.item():.4f}")
