import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
from torchvision.models import ResNet
from torchvision.models.resnet import BasicBlock

torch.manual_seed(1)


class SELayer(nn.Module):
    def __init__(self, channel, reduction=16):
        super(SELayer, self).__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(nn.Linear(channel, channel // reduction), nn.ReLU(inplace=True),
                                nn.Linear(channel // reduction, channel), nn.Sigmoid())

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.fc(self.avg_pool(x).view(b, c)).view(b, c, 1, 1)
        return x * y


class SEBasicBlock(BasicBlock):
    def __init__(self, inplanes, planes, *args, **kwargs):
        super(SEBasicBlock, self).__init__(inplanes, planes, *args, **kwargs)
        self.bn2 = nn.Sequential(self.bn2, SELayer(planes))


def se_resnet18(num_classes):
    model = ResNet(SEBasicBlock, [1, 1, 1, 1], num_classes=num_classes)
    return model


def get_dataloader(batch_size, root):
    train_tr = transforms.Compose([
        transforms.Resize((160, 160)),
        transforms.Grayscale(),
        transforms.RandomCrop(150),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize([0.5], [0.5]),
    ])
    train = datasets.ImageFolder(root, train_tr)
    return DataLoader(train, batch_size=batch_size, shuffle=True)


class Trainer(object):
    def __init__(self, model, optimizer, loss_f):
        self.model = model
        self.optimizer = optimizer
        self.loss_f = loss_f

    def _iteration(self, data_loader):
        loop_loss = []
        for data, target in data_loader:
            output = self.model(data)
            loss = self.loss_f(output, target)
            loop_loss.append(loss.item() / len(data_loader))
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return sum(loop_loss)

    def loop(self, epochs, train_data):
        for ep in range(1, epochs + 1):
            self.model.train()
            print("epochs: {} loss: {:.3f}".format(ep, self._iteration(train_data)))


def save_own_photos(root):
    rng = np.random.RandomState(0)
    for c in ("crack", "no_crack"):
        os.mkdir(os.path.join(root, c))
        for i in range(6):
            px = rng.randint(0, 255, (150, 150)).astype("uint8")
            Image.fromarray(px).save(os.path.join(root, c, "%d.png" % i))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as root:
        save_own_photos(root)
        train_loader = get_dataloader(4, root)
        se_resnet = se_resnet18(num_classes=2)
        optimizer = torch.optim.SGD(params=se_resnet.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
        trainer = Trainer(se_resnet, optimizer, F.cross_entropy)
        trainer.loop(1, train_loader)
