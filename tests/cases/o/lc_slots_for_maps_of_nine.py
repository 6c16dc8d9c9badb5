import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


def get_args_parser():
    parser = argparse.ArgumentParser("SCOUTER", add_help=False)
    parser.add_argument("--num_classes", default=10, type=int)
    parser.add_argument("--img_size", default=224, type=int)
    parser.add_argument("--channel", default=64, type=int)
    parser.add_argument("--hidden_dim", default=32, type=int)
    parser.add_argument("--feature_size", default=9, type=int)
    parser.add_argument("--batch_size", default=4, type=int)
    return parser


class SlotAttention(nn.Module):
    def __init__(self, num_slots, dim):
        super().__init__()
        self.slots = nn.Parameter(torch.randn(1, num_slots, dim))
        self.to_q, self.to_k = nn.Linear(dim, dim), nn.Linear(dim, dim)

    def forward(self, x):
        q, k = self.to_q(self.slots), self.to_k(x)
        attn = torch.sigmoid(q @ k.transpose(1, 2) / x.size(-1) ** 0.5)
        return attn.mean(-1)


class SlotModel(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.channel, self.feature_size = args.channel, args.feature_size
        layers, c = [], 3
        for width in (16, 24, 32, 48, args.channel):
            layers += [nn.Conv2d(c, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True)]
            c = width
        self.backbone = nn.Sequential(*layers, nn.Flatten())
        self.conv1x1 = nn.Conv2d(args.channel, args.hidden_dim, 1)
        self.slot = SlotAttention(args.num_classes, args.hidden_dim)

    def forward(self, x):
        x = self.backbone(x)
        x = self.conv1x1(x.view(x.size(0), self.channel, self.feature_size, self.feature_size))
        return self.slot(torch.relu(x).flatten(2).transpose(1, 2))


def main(args):
    transform = transforms.Compose([
        transforms.Resize((args.img_size, args.img_size)),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])
    data = FakeData(size=8, image_size=(3, 300, 300), num_classes=args.num_classes, transform=transform)
    model = SlotModel(args)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    for inputs, labels in DataLoader(data, args.batch_size, shuffle=True):
        loss = nn.functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item())


main(argparse.ArgumentParser(parents=[get_args_parser()]).parse_args())
