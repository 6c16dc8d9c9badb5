import numpy as np
import torch
from PIL import Image, ImageDraw
from torch.utils.data import Dataset
from torchvision import transforms
from torchvision.transforms import InterpolationMode

IMAGE_SIZE = (540, 760)

image_tf = transforms.Compose([
    transforms.Resize(IMAGE_SIZE),
    transforms.ToTensor(),
    transforms.Normalize([0.5], [0.5]),
])
mask_tf = transforms.Compose([
    transforms.Resize(IMAGE_SIZE, interpolation=InterpolationMode.NEAREST),
    transforms.ToTensor(),
])


class UltrasoundNerve(Dataset):
    def __init__(self, split, n):
        self.offset = 0 if split == "train" else 1000
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(self.offset + i)
        image = Image.fromarray(rng.integers(0, 255, (600, 800), dtype=np.uint8))
        mask = Image.new("L", image.size)
        x, y = rng.integers(100, 400, 2).tolist()
        ImageDraw.Draw(mask).ellipse((x, y, x + 150, y + 90), fill=255)
        return image_tf(image), (mask_tf(mask) > 0.5).to(torch.float32)
