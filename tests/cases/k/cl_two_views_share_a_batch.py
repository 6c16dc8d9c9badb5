import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

torch.manual_seed(15)


class TwoViews:
    def __init__(self, transform):
        self.transform = transform

    def __call__(self, img):
        return [self.transform(img), self.transform(img)]


tf = transforms.Compose([transforms.RandomResizedCrop(32), transforms.RandomHorizontalFlip(), transforms.ToTensor()])
loader = DataLoader(FakeData(14, (3, 48, 40), 3, TwoViews(tf)), batch_size=6)
net = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 16))
optimizer = torch.optim.SGD(net.parameters(), 0.1)
for views, _ in loader:
    images = torch.cat(views)
    z = nn.functional.normalize(net(images), dim=1)
    similar = z @ z.T / 0.2
    similar.fill_diagonal_(float("-inf"))
    n = len(views[0])
    partner = torch.arange(2 * n).roll(n)
    loss = nn.functional.cross_entropy(similar, partner)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(len(images), loss.item())
