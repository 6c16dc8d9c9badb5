import os
import tempfile

import torch
import torch.nn as nn

CFG = [16, "M", 32, "M", 64, "M"]


class VGG(nn.Module):
    def __init__(self, num_classes=1000):
        super().__init__()
        layers, cin = [], 3
        for v in CFG:
            if v == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(cin, v, 3, padding=1), nn.ReLU(True)]
                cin = v
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d((4, 4))
        self.classifier = nn.Sequential(
            nn.Linear(64 * 4 * 4, 128), nn.ReLU(True), nn.Dropout(),
            nn.Linear(128, 128), nn.ReLU(True), nn.Dropout(),
            nn.Linear(128, num_classes),
        )

    def forward(self, x):
        x = self.avgpool(self.features(x))
        return self.classifier(torch.flatten(x, 1))


def vgg(weights_file, pretrained=False, **kwargs):
    model = VGG(**kwargs)
    if pretrained:
        state_dict = torch.load(weights_file)
        model.load_state_dict(state_dict)
    return model


def finetune(model, images, labels, steps=3):
    for p in model.features.parameters():
        p.requires_grad = False
    optimizer = torch.optim.SGD(model.classifier.parameters(), lr=0.01, momentum=0.9)
    for step in range(steps):
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("step", step, "loss", loss.item())


with tempfile.TemporaryDirectory() as cache:
    imagenet_file = os.path.join(cache, "vgg-imagenet.pth")
    torch.save(VGG(num_classes=1000).state_dict(), imagenet_file)

    model = vgg(imagenet_file, pretrained=True, num_classes=10)
    finetune(model, torch.rand(16, 3, 64, 64), torch.randint(0, 10, (16,)))
