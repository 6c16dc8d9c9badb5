import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class ClassBlock(nn.Module):
    """embedding and, in training, the identity classifier"""

    def __init__(self, input_dim, class_num, num_bottleneck=64):
        super(ClassBlock, self).__init__()
        self.add_block = nn.Sequential(
            nn.Linear(input_dim, num_bottleneck),
            nn.BatchNorm1d(num_bottleneck),
            nn.Dropout(p=0.5),
        )
        self.classifier = nn.Linear(num_bottleneck, class_num)

    def forward(self, x):
        x = self.add_block(x)
        return self.classifier(x) if self.training else x


class ft_net(nn.Module):
    def __init__(self, class_num):
        super(ft_net, self).__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 32, 5, stride=2, padding=2), nn.BatchNorm2d(32), nn.ReLU(inplace=True),
            nn.Conv2d(32, 128, 3, stride=2, padding=1), nn.BatchNorm2d(128), nn.ReLU(inplace=True),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.classifier = ClassBlock(128, class_num)

    def forward(self, x):
        x = self.layers(x)
        x = self.avgpool(x)
        x = torch.squeeze(x)
        return self.classifier(x)


def extract_feature(model, dataloader):
    features = torch.FloatTensor()
    for img, label in dataloader:
        ff = torch.zeros(img.size(0), 64)
        for flip in (False, True):
            ff += model(img.flip(3) if flip else img)
        ff = ff / ff.norm(p=2, dim=1, keepdim=True)
        features = torch.cat((features, ff), 0)
    return features


torch.manual_seed(0)
tf = transforms.Compose([transforms.Resize((64, 32)), transforms.ToTensor()])
train_set = FakeData(32, (3, 128, 64), 10, transform=tf)
gallery = FakeData(49, (3, 128, 64), 10, transform=tf, random_offset=100)

model = ft_net(10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for inputs, labels in DataLoader(train_set, batch_size=16, shuffle=True):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train loss", loss.item())

model.eval()
with torch.no_grad():
    gallery_feature = extract_feature(model, DataLoader(gallery, batch_size=16))
print("gallery", tuple(gallery_feature.shape))
