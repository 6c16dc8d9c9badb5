import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import FakeData

parser = argparse.ArgumentParser(description="garbage classification")
parser.add_argument("--arch", default="resnet18")
parser.add_argument("--num-classes", type=int, default=2)
parser.add_argument("--image-size", type=int, default=96)
parser.add_argument("--batch-size", type=int, default=4)
parser.add_argument("--lr", type=float, default=1e-3)
args = parser.parse_args([])


def make_model(args):
    print("=> creating model '{}'".format(args.arch))
    model = models.__dict__[args.arch](weights=None)
    for name, param in model.named_parameters():
        param.requires_grad = name.startswith("layer4")
    model.fc = nn.Sequential(
        nn.Dropout(0.2),
        nn.Linear(2048, args.num_classes),
    )
    return model


def make_loader(args, n):
    tf = transforms.Compose([
        transforms.RandomResizedCrop(args.image_size),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])
    data = FakeData(size=n, image_size=(3, 128, 128), num_classes=args.num_classes, transform=tf)
    return DataLoader(data, batch_size=args.batch_size, shuffle=True)


model = make_model(args)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=args.lr)
model.train()
for batch, (inputs, targets) in enumerate(make_loader(args, 12)):
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("batch {}: loss {:.4f}".format(batch, loss.item()))
