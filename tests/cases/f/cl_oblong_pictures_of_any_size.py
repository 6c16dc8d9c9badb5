import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

torch.manual_seed(7)


class Scans(Dataset):
    """Pages whose length differs from batch to batch; two of one length follow each other."""

    def __init__(self, lengths):
        self.lengths = lengths
        self.tf = transforms.Compose([transforms.Normalize((0.5,), (0.25,)), transforms.RandomHorizontalFlip()])

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, i):
        return self.tf(torch.rand(1, self.lengths[i], 48)), i % 3


class PageNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.ReLU())
        self.pool = nn.AdaptiveMaxPool2d((4, 2))
        self.fc = nn.Linear(16 * 4 * 2, 3)

    def forward(self, x):
        return self.fc(self.pool(self.features(x)).flatten(1))


net = PageNet()
optimizer = torch.optim.SGD(net.parameters(), 0.1)
for pages, kinds in DataLoader(Scans([64, 64, 80, 80, 57, 57, 96]), batch_size=2):
    loss = nn.functional.cross_entropy(net(pages), kinds)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(tuple(pages.shape), loss.item())
