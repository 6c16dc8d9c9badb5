import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

CROP_SIZE = 96
SIZES = [(130, 160), (120, 150), (110, 140), (84, 112), (140, 140), (100, 128), (90, 120), (128, 170)]

transform = transforms.Compose([
    transforms.RandomCrop(CROP_SIZE),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
])


class DressPairs(Dataset):
    """Candidate and target picture of a dress, as the shop serves them."""

    def __init__(self, transform):
        rng = np.random.default_rng(11)
        self.images = [Image.fromarray(rng.integers(0, 256, (h, w, 3), dtype=np.uint8)) for w, h in SIZES]
        self.transform = transform

    def __len__(self):
        return len(self.images) // 2

    def __getitem__(self, i):
        candidate, target = self.images[2 * i], self.images[2 * i + 1]
        return self.transform(candidate), self.transform(target)


class ImageEncoder(nn.Module):
    def __init__(self, embed_size=32):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(3, 16, 5, 4), nn.ReLU(), nn.Conv2d(16, 32, 3, 2), nn.ReLU())
        self.linear = nn.Linear(32, embed_size)

    def forward(self, images):
        return self.linear(self.cnn(images).mean((2, 3)))


encoder = ImageEncoder()
for candidate, target in DataLoader(DressPairs(transform), batch_size=2):
    score = torch.cosine_similarity(encoder(candidate), encoder(target))
    print(score.tolist())
