import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

NUM_CLASSES = 12


class Leaves(Dataset):
    train_tf = transforms.Compose([
        transforms.RandomHorizontalFlip(),
        transforms.RandomCrop(40, padding=4),
        transforms.Normalize((0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
    ])

    def __init__(self, n=64):
        g = torch.Generator().manual_seed(5)
        self.images = torch.rand(n, 3, 40, 40, generator=g)
        self.species = torch.randint(0, NUM_CLASSES, (n,), generator=g)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        target = F.one_hot(self.species[i], NUM_CLASSES).float()
        return self.train_tf(self.images[i]), target


def blend(x, y, alpha=0.4):
    n = x.size(0)
    lam = torch.distributions.Beta(alpha, alpha).sample((n,))
    partner = torch.randperm(n)
    mixed_x = lam * x + (1 - lam) * x[partner]
    mixed_y = lam * y + (1 - lam) * y[partner]
    return mixed_x, mixed_y


def small_resnet():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, NUM_CLASSES),
    )


def soft_ce(logits, soft):
    return -(soft * F.log_softmax(logits, dim=1)).sum(dim=1).mean()


def train_epoch(model, loader, opt, mix_from_step=1):
    model.train()
    for step, (x, y) in enumerate(loader):
        if step >= mix_from_step:
            x, y = blend(x, y)
        loss = soft_ce(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return loss.item()


if __name__ == "__main__":
    torch.manual_seed(1)
    net = small_resnet()
    sgd = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    loader = DataLoader(Leaves(), batch_size=16, shuffle=True)
    for epoch in range(2):
        print(epoch, train_epoch(net, loader, sgd))
