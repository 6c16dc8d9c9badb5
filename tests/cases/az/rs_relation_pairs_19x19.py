import random

import torch
from torch import nn
from torchvision import transforms
from torchvision.datasets import FakeData

FEATURE_DIM = 16
RELATION_DIM = 8
CLASS_NUM = 5
SAMPLE_NUM = 1
BATCH_NUM = 5
IMAGE_SIZE = 224


def block(cin, cout, padding=0, pool=False):
    layers = [nn.Conv2d(cin, cout, 3, padding=padding), nn.BatchNorm2d(cout), nn.ReLU()]
    return nn.Sequential(*layers, nn.MaxPool2d(2)) if pool else nn.Sequential(*layers)


class CNNEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = block(3, FEATURE_DIM, pool=True)
        self.layer2 = block(FEATURE_DIM, FEATURE_DIM, pool=True)
        self.layer3 = block(FEATURE_DIM, FEATURE_DIM, padding=1)
        self.layer4 = block(FEATURE_DIM, FEATURE_DIM, padding=1)

    def forward(self, x):
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class RelationNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = block(FEATURE_DIM * 2, FEATURE_DIM, pool=True)
        self.layer2 = block(FEATURE_DIM, FEATURE_DIM, pool=True)
        self.fc1 = nn.Linear(FEATURE_DIM * 3 * 3, RELATION_DIM)
        self.fc2 = nn.Linear(RELATION_DIM, 1)

    def forward(self, x):
        out = self.layer2(self.layer1(x))
        out = out.view(out.size(0), -1)
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(out))))


def get_task(dataset):
    """One episode: a few labelled samples per class and a batch of queries."""
    order = random.sample(range(len(dataset)), CLASS_NUM * (SAMPLE_NUM + BATCH_NUM))
    images = torch.stack([dataset[i][0] for i in order])
    n_samples = CLASS_NUM * SAMPLE_NUM
    return images[:n_samples], images[n_samples:], torch.arange(CLASS_NUM).repeat(BATCH_NUM)


transform = transforms.Compose([
    transforms.Resize((IMAGE_SIZE, IMAGE_SIZE)),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.92206] * 3, std=[0.08426] * 3),
])
leaves = FakeData(40, (3, 120, 120), 10, transform=transform)
feature_encoder, relation_network = CNNEncoder(), RelationNetwork()
params = list(feature_encoder.parameters()) + list(relation_network.parameters())
optim = torch.optim.Adam(params, lr=1e-3)

for episode in range(2):
    samples, batches, batch_labels = get_task(leaves)
    sample_features = feature_encoder(samples)
    batch_features = feature_encoder(batches)
    sample_features_ext = sample_features.unsqueeze(0).repeat(BATCH_NUM * CLASS_NUM, 1, 1, 1, 1)
    batch_features_ext = batch_features.unsqueeze(0).repeat(SAMPLE_NUM * CLASS_NUM, 1, 1, 1, 1)
    batch_features_ext = torch.transpose(batch_features_ext, 0, 1)
    relation_pairs = torch.cat((sample_features_ext, batch_features_ext), 2).view(-1, FEATURE_DIM * 2, 19, 19)
    relations = relation_network(relation_pairs).view(-1, CLASS_NUM)
    loss = nn.functional.mse_loss(relations, nn.functional.one_hot(batch_labels, CLASS_NUM).float())
    optim.zero_grad()
    loss.backward()
    optim.step()
    print("episode", episode, "loss", loss.item())
