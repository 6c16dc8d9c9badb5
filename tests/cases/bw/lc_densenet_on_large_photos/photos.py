from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

IMAGE_SIZE = 224


def get_loader(n_images, n_classes, batch_size):
    tf = transforms.Compose([
        transforms.Resize(IMAGE_SIZE),
        transforms.CenterCrop(IMAGE_SIZE),
        transforms.ToTensor(),
        transforms.Normalize([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]),
    ])
    data = FakeData(size=n_images, image_size=(3, 260, 300), num_classes=n_classes, transform=tf)
    return DataLoader(data, batch_size=batch_size, shuffle=True)
