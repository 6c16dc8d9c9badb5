import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ENCODER_PARAMS = {
    "tiny-resnet": dict(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225], input_range=(0, 1)),
    "tiny-vgg": dict(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5], input_range=(0, 1)),
}


def get_preprocessing_fn(encoder_name):
    params = ENCODER_PARAMS[encoder_name]
    mean, std = torch.tensor(params["mean"]), torch.tensor(params["std"])

    def preprocess(x):
        if x.max() > 1 and params["input_range"][1] == 1:
            x = x / 255.0
        return (x - mean) / std

    return preprocess


class RoadScenes(Dataset):
    """Camera frames (64 x 96) with a mask of the drivable area."""

    def __init__(self, n, preprocessing=None):
        self.rng = np.random.default_rng(3)
        self.frames = self.rng.integers(0, 256, (n, 64, 96, 3), dtype=np.uint8)
        self.masks = (self.frames.mean(-1) > 127).astype(np.float32)
        self.preprocessing = preprocessing

    def __len__(self):
        return len(self.frames)

    def __getitem__(self, i):
        image = torch.from_numpy(self.frames[i]).float()
        image = image.permute(2, 0, 1)
        mask = torch.from_numpy(self.masks[i]).unsqueeze(0)
        if self.preprocessing is not None:
            image = self.preprocessing(image)
        return image, mask


class SmallUnet(nn.Module):
    def __init__(self, base=8):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, base, 3, stride=2, padding=1), nn.ReLU())
        self.mid = nn.Sequential(nn.Conv2d(base, base, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(base, 1, 2, stride=2)

    def forward(self, x):
        x = self.down(x)
        return self.up(x + self.mid(x))


def dice_loss(logits, target, eps=1.0):
    p = logits.sigmoid().flatten(1)
    t = target.flatten(1)
    return 1 - ((2 * (p * t).sum(1) + eps) / (p.sum(1) + t.sum(1) + eps)).mean()


torch.manual_seed(0)
dataset = RoadScenes(12, preprocessing=get_preprocessing_fn("tiny-resnet"))
loader = DataLoader(dataset, batch_size=4, shuffle=True)
model = SmallUnet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    for image, mask in loader:
        loss = dice_loss(model(image), mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: dice loss {loss.item():.4f}")
