import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


def create_dataset(name, batch_size):
    """Loader of flat pictures, and their number of values."""
    img_dims = {"mnist": (1, 28, 28), "cifar": (3, 32, 32)}[name]
    steps = [transforms.Grayscale(num_output_channels=img_dims[0])] if name == "mnist" else []
    steps += [transforms.ToTensor(), transforms.Lambda(torch.flatten)]
    data = FakeData(size=64, image_size=(3,) + img_dims[1:], transform=transforms.Compose(steps))
    return DataLoader(data, batch_size=batch_size, shuffle=True), img_dims[0] * img_dims[1] * img_dims[2]
