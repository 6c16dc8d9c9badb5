"""Small 3D CNN on clips of mixed resolution, transforms in the pytorchvideo style."""
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import CenterCrop, Compose, RandomCrop, RandomHorizontalFlip

SIDE = 56
FRAMES = 8
CLIP_SIZES = [(64, 86), (72, 72), (64, 86), (86, 64), (60, 80), (64, 86)]


class ApplyTransformToKey:
    def __init__(self, key, transform):
        self.key, self.transform = key, transform

    def __call__(self, sample):
        sample[self.key] = self.transform(sample[self.key])
        return sample


class UniformTemporalSubsample:
    def __init__(self, n):
        self.n = n

    def __call__(self, video):
        t = video.shape[1]
        return video.index_select(1, torch.linspace(0, t - 1, self.n).long())


class ShortSideScale:
    def __init__(self, size):
        self.size = size

    def __call__(self, video):
        h, w = video.shape[-2:]
        if h <= w:
            new = (self.size, max(self.size, round(w * self.size / h)))
        else:
            new = (max(self.size, round(h * self.size / w)), self.size)
        frames = nn.functional.interpolate(video.transpose(0, 1), size=new, mode="bilinear", align_corners=False)
        return frames.transpose(0, 1)


class Normalize:
    def __init__(self, mean, std):
        self.mean = torch.tensor(mean).view(3, 1, 1, 1)
        self.std = torch.tensor(std).view(3, 1, 1, 1)

    def __call__(self, video):
        return (video - self.mean) / self.std


class LabeledClips(Dataset):
    """Stands in for decoded mp4 files: C x T x H x W, 0..1."""

    def __init__(self, split, n, transform):
        self.offset = 0 if split == "train" else 1000
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.offset + i)
        h, w = CLIP_SIZES[i % len(CLIP_SIZES)]
        frames = int(torch.randint(20, 30, (1,), generator=g))
        sample = {"video": torch.rand(3, frames, h, w, generator=g), "label": i % 4}
        return self.transform(sample)


train_transform = Compose([
    ApplyTransformToKey("video", Compose([
        UniformTemporalSubsample(FRAMES),
        Normalize((0.45, 0.45, 0.45), (0.225, 0.225, 0.225)),
        ShortSideScale(64),
        RandomCrop(SIDE),
        RandomHorizontalFlip(0.5),
    ])),
])
val_transform = Compose([
    ApplyTransformToKey("video", Compose([
        UniformTemporalSubsample(FRAMES),
        Normalize((0.45, 0.45, 0.45), (0.225, 0.225, 0.225)),
    ])),
])


def build_model(classes=4):
    return nn.Sequential(
        nn.Conv3d(3, 8, (1, 5, 5), stride=(1, 2, 2), padding=(0, 2, 2)), nn.BatchNorm3d(8), nn.ReLU(),
        nn.Conv3d(8, 16, 3, stride=2, padding=1), nn.BatchNorm3d(16), nn.ReLU(),
        nn.AdaptiveAvgPool3d(1), nn.Flatten(), nn.Linear(16, classes),
    )


def run_epoch(model, loader, optimizer=None):
    model.train(optimizer is not None)
    total = hits = 0
    for batch in loader:
        scores = model(batch["video"])
        if optimizer is not None:
            loss = nn.functional.cross_entropy(scores, batch["label"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        hits += (scores.argmax(1) == batch["label"]).sum().item()
        total += len(scores)
    return hits / total


if __name__ == "__main__":
    torch.manual_seed(0)
    model = build_model()
    optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9)
    train_loader = DataLoader(LabeledClips("train", 12, train_transform), batch_size=4, shuffle=True)
    val_loader = DataLoader(LabeledClips("val", 6, val_transform), batch_size=2)
    for epoch in range(2):
        print("train", epoch, run_epoch(model, train_loader, optimizer))
        with torch.no_grad():
            print("val", epoch, run_epoch(model, val_loader))
