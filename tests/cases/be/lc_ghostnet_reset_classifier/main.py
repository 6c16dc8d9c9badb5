import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

from ghostnet import ghostnet_050

CLASSES = ["bird", "cat", "cow", "dog", "horse", "sheep"]


def animals(n, size=64):
    tf = transforms.Compose([transforms.Resize(size), transforms.ToTensor()])
    return FakeData(size=n, image_size=(3, 96, 96), num_classes=len(CLASSES), transform=tf)


def pretrained():
    model = ghostnet_050()
    for p in model.blocks.parameters():
        p.requires_grad_(False)
    return model


def finetune(model, loader, lr=1e-2):
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=lr)
    model.train()
    for images, labels in loader:
        loss = torch.nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.4f}")


model = pretrained()
model.reset_classifier(len(CLASSES))
finetune(model, DataLoader(animals(16), batch_size=8))
