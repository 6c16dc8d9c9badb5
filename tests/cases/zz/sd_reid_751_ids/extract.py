import os

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

from model import ft_net


def load_network(network, folder):
    network.load_state_dict(torch.load(os.path.join(folder, "net_last.pth"), map_location="cpu"))
    return network


def extract_feature(net, loader):
    features = []
    with torch.no_grad():
        for img, _ in loader:
            ff = net(img) + net(img.flip(3))
            features.append(nn.functional.normalize(ff, dim=1))
    return torch.cat(features)


def rank_gallery(folder):
    tf = transforms.Compose([transforms.Resize((64, 32)), transforms.ToTensor()])
    gallery = FakeData(size=12, image_size=(3, 128, 64), transform=tf, random_offset=100)
    query = FakeData(size=4, image_size=(3, 128, 64), transform=tf, random_offset=200)
    model_structure = ft_net(751)
    net = load_network(model_structure, folder)
    net.classifier.classifier = nn.Identity()
    net.eval()
    q = extract_feature(net, DataLoader(query, batch_size=4))
    g = extract_feature(net, DataLoader(gallery, batch_size=4))
    return (q @ g.t()).argsort(dim=1, descending=True)
