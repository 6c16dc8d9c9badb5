import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import models, transforms
from torchvision.datasets import FakeData

CAR_MODELS = ("panda", "cinquecento", "punto")


def save_imagenet_weights(folder):
    """Stands for the downloaded resnet18 file."""
    torch.manual_seed(0)
    path = os.path.join(folder, "resnet18-imagenet.pth")
    torch.save(models.resnet18(weights=None).state_dict(), path)
    return path


def build_classifier(weights_file, num_classes):
    net = models.resnet18(weights=None)
    state = torch.load(weights_file)
    net.fc = nn.Linear(net.fc.in_features, num_classes)
    net.load_state_dict(state, strict=False)
    for name, p in net.named_parameters():
        p.requires_grad = name.startswith(("layer4", "fc"))
    return net


def train(net, loader):
    trainable = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(trainable, lr=1e-3, momentum=0.9)
    net.train()
    for images, labels in loader:
        loss = nn.functional.cross_entropy(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.4f}")


cars = FakeData(size=8, image_size=(3, 80, 80), num_classes=len(CAR_MODELS), transform=transforms.Compose([
    transforms.RandomCrop(64),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
]))

with tempfile.TemporaryDirectory() as folder:
    weights = save_imagenet_weights(folder)
    classifier = build_classifier(weights, len(CAR_MODELS))
train(classifier, DataLoader(cars, batch_size=4))
