"""Data module: loaders and the dimensions that the models are built from."""
import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

LOADERS = {}
DIMS = {}


class Digits(Dataset):
    """Same layout as torchvision's MNIST: uint8 pictures in train_data, labels in train_labels."""

    def __init__(self, train=True, transform=None):
        rng = np.random.RandomState(0 if train else 1)
        n = 96 if train else 32
        self.train_data = rng.randint(0, 256, (n, 28, 28)).astype("uint8")
        self.train_labels = np.arange(n) % 10
        self.transform = transform

    def __len__(self):
        return len(self.train_labels)

    def __getitem__(self, index):
        img = Image.fromarray(self.train_data[index])
        if self.transform is not None:
            img = self.transform(img)
        return img, int(self.train_labels[index])


def setup(batch_size, test_batch_size=32, image_size=None, image_crop=None, normalize=True):
    transform_ = []
    if image_size:
        transform_.append(transforms.Resize(image_size))
    if image_crop:
        transform_.append(transforms.CenterCrop(image_crop))
    transform_.append(transforms.ToTensor())
    if normalize:
        transform_.append(transforms.Normalize((0.5,), (0.5,)))
    transform = transforms.Compose(transform_)

    train_set = Digits(train=True, transform=transform)
    test_set = Digits(train=False, transform=transform)

    n_train, dim_x, dim_y = train_set.train_data.shape
    dim_c = 1
    dim_l = len(np.unique(train_set.train_labels))
    DIMS.update(n_train=n_train, n_test=len(test_set), dim_x=dim_x, dim_y=dim_y, dim_c=dim_c, dim_l=dim_l)

    LOADERS.update(
        train=DataLoader(train_set, batch_size=batch_size, shuffle=True),
        test=DataLoader(test_set, batch_size=test_batch_size),
    )
