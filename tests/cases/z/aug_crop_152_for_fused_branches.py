import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

CLASSES = ("road", "kerb", "grass", "sky")


class PairedCrop:
    """Cuts picture and label map in the same place."""

    def __init__(self, size):
        self.size = size

    def __call__(self, image, label):
        top, left, h, w = transforms.RandomCrop.get_params(image, self.size)
        return image[:, top:top + h, left:left + w], label[top:top + h, left:left + w]


class FarmRoads(Dataset):
    def __init__(self, n, crop):
        gen = torch.Generator().manual_seed(5)
        self.images = torch.rand(n, 3, 240, 320, generator=gen)
        self.labels = torch.randint(0, len(CLASSES), (n, 240, 320), generator=gen)
        self.augment = PairedCrop(crop)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image, label = self.augment(self.images[i], self.labels[i])
        if torch.rand(()) < 0.5:
            image, label = image.flip(-1), label.flip(-1)
        return image, label


class ConvNorm(nn.Sequential):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__(
            nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(c_out),
            nn.ReLU(inplace=True),
        )


class FeatureFusion(nn.Module):
    def __init__(self, c_low, c_high, c_out):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.fuse = ConvNorm(c_low + c_high, c_out)

    def forward(self, low, high):
        return self.fuse(torch.cat([low, self.up(high)], dim=1))


class FastSegmenter(nn.Module):
    def __init__(self, classes, width):
        super().__init__()
        self.stem = nn.Sequential(ConvNorm(3, width, 2), ConvNorm(width, width, 2))
        self.stage8 = ConvNorm(width, 2 * width, 2)
        self.stage16 = ConvNorm(2 * width, 4 * width, 2)
        self.fusion = FeatureFusion(2 * width, 4 * width, 2 * width)
        self.head = nn.Conv2d(2 * width, classes, 1)

    def forward(self, x):
        out8 = self.stage8(self.stem(x))
        out16 = self.stage16(out8)
        logits = self.head(self.fusion(out8, out16))
        return nn.functional.interpolate(logits, size=x.shape[-2:], mode="bilinear", align_corners=False)


def train(args):
    data = FarmRoads(args.samples, (args.image_height, args.image_width))
    loader = DataLoader(data, batch_size=args.batch_size, shuffle=True)
    model = FastSegmenter(len(CLASSES), args.width)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for step, (image, label) in enumerate(loader):
        loss = criterion(model(image), label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step}: {loss.item():.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=6)
    parser.add_argument("--image_height", type=int, default=152)
    parser.add_argument("--image_width", type=int, default=192)
    parser.add_argument("--batch_size", type=int, default=2)
    parser.add_argument("--width", type=int, default=8)
    parser.add_argument("--lr", type=float, default=0.01)
    train(parser.parse_args())
