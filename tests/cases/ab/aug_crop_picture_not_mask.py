import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.transforms import functional as TF

CROP = 48


def augment(image, mask):
    top, left, h, w = transforms.RandomCrop.get_params(image, (CROP, CROP))
    image = TF.crop(image, top, left, h, w)
    if torch.rand(()) < 0.5:
        image, mask = TF.hflip(image), TF.hflip(mask)
    return image, mask


class CellSlides(Dataset):
    """Microscope tiles with a class for each pixel: 0 background, 1 border, 2 cell."""

    def __init__(self, n=12, side=64, train=True):
        g = torch.Generator().manual_seed(8)
        self.images = torch.rand(n, 1, side, side, generator=g)
        self.masks = torch.randint(0, 3, (n, side, side), generator=g)
        self.train = train

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image, mask = self.images[i], self.masks[i]
        if self.train:
            image, mask = augment(image, mask)
        return image, mask


class FCN(nn.Module):
    def __init__(self, n_classes=3, width=16):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(width, width * 2, 3, padding=1), nn.BatchNorm2d(width * 2), nn.ReLU(),
        )
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(width * 2, width, 2, stride=2), nn.ReLU(),
            nn.Conv2d(width, n_classes, 1),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


model = FCN()
criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.5, 2.0, 1.0]))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for image, mask in DataLoader(CellSlides(), batch_size=4, shuffle=True):
    logits = model(image)
    loss = criterion(logits, mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
