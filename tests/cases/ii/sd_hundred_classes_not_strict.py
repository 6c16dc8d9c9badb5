import os
import tempfile

import torch
import torch.nn as nn

torch.manual_seed(0)


class BasicBlock(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.shortcut = nn.Conv2d(cin, cout, 1, stride, bias=False)

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self, widths, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, widths[0], 3, 1, 1, bias=False)
        pairs = list(zip(widths, widths[1:]))
        self.layers = nn.Sequential(*[BasicBlock(a, b, 2) for a, b in pairs])
        self.linear = nn.Linear(widths[-1], num_classes)

    def forward(self, x):
        x = self.layers(torch.relu(self.conv1(x)))
        return self.linear(x.mean(dim=(2, 3)))


model_dict = {
    "resnet8": lambda num_classes: ResNet((16, 32, 64), num_classes),
    "resnet14": lambda num_classes: ResNet((16, 32, 64, 128), num_classes),
}


def pretrain(folder):
    teacher = model_dict["resnet14"](num_classes=100)
    path = os.path.join(folder, "ckpt_epoch_240.pth")
    torch.save({"epoch": 240, "model": teacher.state_dict(), "accuracy": 72.4}, path)
    return path


with tempfile.TemporaryDirectory() as folder:
    model_path = pretrain(folder)
    model = model_dict["resnet14"](num_classes=10)
    pre_weights = torch.load(model_path)["model"]
    model.load_state_dict(pre_weights, strict=False)

images, labels = torch.rand(16, 3, 32, 32), torch.randint(0, 10, (16,))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(3):
    loss = nn.functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
