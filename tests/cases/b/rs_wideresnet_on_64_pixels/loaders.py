import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

SPECS = {
    "cifar10": dict(image_size=(3, 32, 32), num_classes=10),
    "tiny": dict(image_size=(3, 64, 64), num_classes=20),
}


class Cutout:
    def __init__(self, length):
        self.length = length

    def __call__(self, img):
        h, w = img.shape[1:]
        y, x = torch.randint(h, (1,)).item(), torch.randint(w, (1,)).item()
        img[:, max(0, y - self.length // 2):y + self.length // 2, max(0, x - self.length // 2):x + self.length // 2] = 0
        return img


def get_loader(name, batch_size, cutout):
    steps = [transforms.RandomHorizontalFlip(), transforms.ToTensor()]
    if cutout:
        steps.append(Cutout(16))
    spec = SPECS[name]
    data = FakeData(size=8, transform=transforms.Compose(steps), **spec)
    return DataLoader(data, batch_size=batch_size, shuffle=True), spec["num_classes"]
