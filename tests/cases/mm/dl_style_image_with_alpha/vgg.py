from collections import namedtuple

import torch
from torchvision.models import vgg11


class Vgg(torch.nn.Module):
    def __init__(self, requires_grad=False):
        super(Vgg, self).__init__()
        vgg_features = vgg11(num_classes=2).features
        self.slice1 = torch.nn.Sequential(*[vgg_features[x] for x in range(2)])
        self.slice2 = torch.nn.Sequential(*[vgg_features[x] for x in range(2, 5)])
        self.slice3 = torch.nn.Sequential(*[vgg_features[x] for x in range(5, 10)])
        if not requires_grad:
            for param in self.parameters():
                param.requires_grad = False

    def forward(self, X):
        h1 = self.slice1(X)
        h2 = self.slice2(h1)
        h3 = self.slice3(h2)
        vgg_outputs = namedtuple("VggOutputs", ["relu1", "relu2", "relu3"])
        return vgg_outputs(h1, h2, h3)
