import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Subset
from torchvision import transforms
from torchvision.datasets import FakeData

CIFAR_MEAN, CIFAR_STD = (0.4914, 0.4822, 0.4465), (0.2471, 0.2435, 0.2616)


def get_transforms():
    normalize = transforms.Normalize(CIFAR_MEAN, CIFAR_STD)
    train = transforms.Compose([
        transforms.RandomCrop(24),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        normalize,
        transforms.RandomErasing(p=0.25, scale=(0.02, 0.1)),
    ])
    test = transforms.Compose([transforms.ToTensor(), normalize])
    return train, test


class ConvBN(nn.Module):
    def __init__(self, c_in, c_out, pool=None):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(c_out)
        self.pool = pool

    def forward(self, x):
        out = F.relu(self.bn(self.conv(x)))
        return self.pool(out) if self.pool is not None else out


class Residual(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.res1 = ConvBN(c, c)
        self.res2 = ConvBN(c, c)

    def forward(self, x):
        return x + self.res2(self.res1(x))


class ResNet9(nn.Module):
    def __init__(self, widths=(16, 32, 32, 64), num_classes=10):
        super().__init__()
        a, b, c, d = widths
        self.prep = ConvBN(3, a)
        self.layer1 = nn.Sequential(ConvBN(a, b, nn.MaxPool2d(2)), Residual(b))
        self.layer2 = ConvBN(b, c, nn.MaxPool2d(2))
        self.layer3 = nn.Sequential(ConvBN(c, d, nn.MaxPool2d(2)), Residual(d))
        self.pool = nn.MaxPool2d(4)
        self.linear = nn.Linear(d, num_classes, bias=False)
        self.scale = 0.125

    def forward(self, x):
        out = self.layer3(self.layer2(self.layer1(self.prep(x))))
        out = self.pool(out).view(out.size(0), -1)
        return self.linear(out) * self.scale


class Client:
    def __init__(self, cid, data, args):
        self.cid = cid
        self.loader = DataLoader(data, batch_size=args.local_batch_size, shuffle=True)
        self.lr = args.lr

    def local_update(self, model):
        model.train()
        opt = torch.optim.SGD(model.parameters(), lr=self.lr, momentum=0.9)
        for x, y in self.loader:
            opt.zero_grad()
            F.cross_entropy(model(x), y).backward()
            opt.step()
        return {k: v.clone() for k, v in model.state_dict().items()}


def average(states):
    return {k: torch.stack([s[k].float() for s in states]).mean(0).to(states[0][k].dtype) for k in states[0]}


@torch.no_grad()
def test(model, loader):
    model.eval()
    hits = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return hits / len(loader.dataset)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--num_clients", type=int, default=2)
    p.add_argument("--local_batch_size", type=int, default=8)
    p.add_argument("--rounds", type=int, default=1)
    p.add_argument("--lr", type=float, default=0.05)
    args = p.parse_args()

    train_tf, test_tf = get_transforms()
    pool = FakeData(size=32, image_size=(3, 32, 32), num_classes=10, transform=train_tf)
    held_out = FakeData(size=16, image_size=(3, 32, 32), num_classes=10, transform=test_tf, random_offset=99)
    clients = [Client(i, Subset(pool, range(i, len(pool), args.num_clients)), args) for i in range(args.num_clients)]
    server = ResNet9()
    for r in range(args.rounds):
        start = {k: v.clone() for k, v in server.state_dict().items()}
        updates = []
        for c in clients:
            server.load_state_dict(start)
            updates.append(c.local_update(server))
        server.load_state_dict(average(updates))
        print("round", r, "accuracy", test(server, DataLoader(held_out, batch_size=16)))


main()
