import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

BATCH_SIZE = 16
LAMBDA = 0.25


class DaNN(nn.Module):
    def __init__(self, n_input=28 * 28, n_hidden=64, n_class=10):
        super().__init__()
        self.layer_input = nn.Linear(n_input, n_hidden)
        self.dropout = nn.Dropout(p=0.5)
        self.relu = nn.ReLU()
        self.layer_hidden = nn.Linear(n_hidden, n_class)

    def forward(self, src, tar):
        x_src_mmd = self.relu(self.dropout(self.layer_input(src)))
        y_src = self.layer_hidden(x_src_mmd)
        x_tar_mmd = self.relu(self.dropout(self.layer_input(tar)))
        return y_src, x_src_mmd, x_tar_mmd


def mmd_linear(x, y):
    delta = x.mean(0) - y.mean(0)
    return delta.dot(delta)


def load_digits(size, seed_offset=0):
    transform = transforms.Compose([
        transforms.Resize([28, 28]),
        transforms.ToTensor(),
        transforms.Normalize(mean=(0, 0, 0), std=(1, 1, 1)),
    ])
    data = FakeData(size, (3, 32, 32), 10, transform, random_offset=seed_offset)
    return DataLoader(data, BATCH_SIZE, shuffle=True, drop_last=True)


def train(model, optimizer, data_src, data_tar):
    criterion = nn.CrossEntropyLoss()
    list_tar = list(data_tar)
    for batch_id, (data, target) in enumerate(data_src):
        x_tar, _ = list_tar[batch_id % len(list_tar)]
        data = data.view(-1, 28 * 28)
        x_tar = x_tar.view(-1, 28 * 28)
        model.train()
        y_src, x_src_mmd, x_tar_mmd = model(data, x_tar)
        loss_c = criterion(y_src, target)
        loss = loss_c + LAMBDA * mmd_linear(x_src_mmd, x_tar_mmd)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(batch_id, loss_c.item(), loss.item())


model = DaNN()
train(model, torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.05), load_digits(48), load_digits(32, 5))
