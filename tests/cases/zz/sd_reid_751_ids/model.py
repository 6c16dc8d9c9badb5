from torch import nn
from torchvision import models


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, num_bottleneck=128):
        super().__init__()
        self.add_block = nn.Sequential(nn.Linear(input_dim, num_bottleneck), nn.BatchNorm1d(num_bottleneck), nn.Dropout(0.5))
        self.classifier = nn.Sequential(nn.Linear(num_bottleneck, class_num))

    def forward(self, x):
        return self.classifier(self.add_block(x))


class ft_net(nn.Module):
    def __init__(self, class_num):
        super().__init__()
        self.model = models.resnet18(weights=None)
        self.model.fc = nn.Identity()
        self.classifier = ClassBlock(512, class_num)

    def forward(self, x):
        return self.classifier(self.model(x))
