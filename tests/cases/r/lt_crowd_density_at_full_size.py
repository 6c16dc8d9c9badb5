import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


def make_layers(cfg, in_channels=3, dilation=1):
    layers = []
    for v in cfg:
        if v == "M":
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
        else:
            layers += [nn.Conv2d(in_channels, v, 3, padding=dilation, dilation=dilation), nn.ReLU(inplace=True)]
            in_channels = v
    return nn.Sequential(*layers)


class CSRNet(nn.Module):
    frontend_feat = [8, 8, "M", 16, 16, "M", 32, 32, "M", 32]
    backend_feat = [32, 16]

    def __init__(self):
        super().__init__()
        self.frontend = make_layers(self.frontend_feat)
        self.backend = make_layers(self.backend_feat, in_channels=32, dilation=2)
        self.output_layer = nn.Conv2d(16, 1, kernel_size=1)

    def forward(self, x):
        return self.output_layer(self.backend(self.frontend(x)))


class ListDataset(Dataset):
    """Pictures with the density of heads; a map sums up to the number of people."""

    def __init__(self, n=4, h=96, w=128):
        self.n, self.h, self.w = n, h, w

    def __len__(self):
        return self.n

    def load_data(self, index):
        g = torch.Generator().manual_seed(index)
        img = torch.rand(3, self.h, self.w, generator=g)
        target = torch.zeros(self.h, self.w)
        target[torch.randint(self.h, (30,), generator=g), torch.randint(self.w, (30,), generator=g)] = 1.0
        return img, target

    def __getitem__(self, index):
        img, target = self.load_data(index)
        return img, target


def train(train_loader, model, criterion, optimizer):
    model.train()
    for i, (img, target) in enumerate(train_loader):
        output = model(img)
        target = target.unsqueeze(1)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(i, loss.item())


model = CSRNet()
optimizer = torch.optim.SGD(model.parameters(), 1e-7, momentum=0.95)
train(DataLoader(ListDataset(), batch_size=1), model, nn.MSELoss(reduction="sum"), optimizer)
