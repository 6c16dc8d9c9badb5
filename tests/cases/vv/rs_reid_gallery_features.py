import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import models

parser = argparse.ArgumentParser(description="Testing")
parser.add_argument("--batchsize", default=8, type=int)
parser.add_argument("--num_gallery", default=33, type=int)
parser.add_argument("--num_query", default=6, type=int)
parser.add_argument("--nclasses", default=20, type=int)
opt = parser.parse_args()


class Pedestrians(Dataset):
    def __init__(self, n, seed):
        self.n, self.seed = n, seed

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed * 1000 + i)
        return torch.rand(3, 128, 64, generator=g), i % 5


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, num_bottleneck=64):
        super().__init__()
        self.add_block = nn.Sequential(
            nn.Linear(input_dim, num_bottleneck),
            nn.BatchNorm1d(num_bottleneck),
            nn.LeakyReLU(0.1),
            nn.Dropout(p=0.5),
        )
        self.classifier = nn.Linear(num_bottleneck, class_num)

    def forward(self, x):
        return self.classifier(self.add_block(x))


class ft_net(nn.Module):
    def __init__(self, class_num):
        super().__init__()
        base = models.resnet18(weights=None)
        base.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.model = base
        self.classifier = ClassBlock(512, class_num)

    def forward(self, x):
        x = self.model.conv1(x)
        x = self.model.bn1(x)
        x = self.model.relu(x)
        x = self.model.maxpool(x)
        x = self.model.layer1(x)
        x = self.model.layer2(x)
        x = self.model.layer3(x)
        x = self.model.layer4(x)
        x = self.model.avgpool(x)
        x = torch.squeeze(x)
        x = self.classifier(x)
        return x


def fliplr(img):
    return torch.flip(img, dims=[3])


def extract_feature(model, loader):
    features = []
    with torch.no_grad():
        for img, _ in loader:
            ff = torch.zeros(img.size(0), opt.nclasses)
            for view in (img, fliplr(img)):
                ff = ff + model(view)
            ff = ff / ff.norm(p=2, dim=1, keepdim=True)
            features.append(ff)
    return torch.cat(features, 0)


torch.manual_seed(0)
model = ft_net(opt.nclasses).eval()
query = extract_feature(model, DataLoader(Pedestrians(opt.num_query, 1), batch_size=opt.batchsize))
print("query", tuple(query.shape))
gallery = extract_feature(model, DataLoader(Pedestrians(opt.num_gallery, 2), batch_size=opt.batchsize))
print("gallery", tuple(gallery.shape))
score = query @ gallery.t()
print("rank-1 candidates", score.argmax(dim=1).tolist())
