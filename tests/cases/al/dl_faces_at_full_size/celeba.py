import os

import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def write_faces(folder, n):
    rng = np.random.RandomState(3)
    for i in range(n):
        face = rng.randint(0, 256, (218, 178, 3)).astype("uint8")
        Image.fromarray(face).save(os.path.join(folder, f"{i + 1:06d}.jpg"))


class FaceFolder(Dataset):
    def __init__(self, folder, transform):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder))
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return self.transform(Image.open(self.files[i]).convert("RGB"))


class CelebADataLoader:
    def __init__(self, config, folder):
        self.transform = transforms.Compose([
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
        ])
        self.dataset = FaceFolder(folder, self.transform)
        self.loader = DataLoader(self.dataset, batch_size=config["batch_size"], shuffle=True)
