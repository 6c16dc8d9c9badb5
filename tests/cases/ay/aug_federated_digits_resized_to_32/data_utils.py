import torch
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms


def get_datasets(name):
    if name == "mnist":
        transform = transforms.Compose([
            transforms.Resize(32),
            transforms.ToTensor(),
            transforms.Normalize((0.1307,), (0.3081,)),
        ])
        shape = (1, 28, 28)
    elif name == "cifar10":
        transform = transforms.Compose([
            transforms.ToTensor(),
            transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
        ])
        shape = (3, 32, 32)
    else:
        raise NotImplementedError(name)
    return datasets.FakeData(size=96, image_size=shape, num_classes=10, transform=transform)


def split_iid(dataset, n_workers, seed=1234):
    order = torch.randperm(len(dataset), generator=torch.Generator().manual_seed(seed))
    return [Subset(dataset, part.tolist()) for part in order.chunk(n_workers)]


def make_loaders(name, n_workers, batch_size):
    return [DataLoader(part, batch_size=batch_size) for part in split_iid(get_datasets(name), n_workers)]
