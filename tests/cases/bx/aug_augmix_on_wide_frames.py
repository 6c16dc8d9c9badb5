import numpy as np
import torch
from PIL import Image, ImageEnhance, ImageOps
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class AugMix:
    """Mixes a few randomly augmented chains with the picture itself."""

    def __init__(self, width=3, depth=2, alpha=1.0):
        self.width, self.depth, self.alpha = width, depth, alpha
        self.ops = [
            ImageOps.autocontrast,
            ImageOps.equalize,
            lambda im: ImageOps.posterize(im, 5),
            lambda im: im.rotate(np.random.uniform(-10, 10)),
            lambda im: ImageEnhance.Color(im).enhance(np.random.uniform(0.5, 1.5)),
        ]

    def chain(self, img):
        for _ in range(np.random.randint(1, self.depth + 1)):
            img = self.ops[np.random.randint(len(self.ops))](img)
        return img

    def __call__(self, img):
        weights = np.random.dirichlet([self.alpha] * self.width)
        m = np.random.beta(self.alpha, self.alpha)
        img_shape = img.size[0], img.size[1], len(img.getbands())
        mixed = np.zeros(img_shape, dtype=np.float32)
        for w in weights:
            mixed += w * np.asarray(self.chain(img), dtype=np.float32)
        mixed = np.clip(mixed, 0, 255).astype(np.uint8)
        return Image.blend(img, Image.fromarray(mixed), m)


train_tf = transforms.Compose([
    transforms.Resize((60, 90)),
    transforms.RandomHorizontalFlip(),
    AugMix(),
    transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
])
frames = FakeData(size=16, image_size=(3, 120, 180), num_classes=5, transform=train_tf)

model = nn.Sequential(
    nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
    nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 5),
)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
for x, y in DataLoader(frames, batch_size=8, shuffle=True):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
