import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class ImageFolder(Dataset):
    """Skin pictures kept in memory as arrays, with a lesion mask each."""

    def __init__(self, pictures, masks, augment=False):
        self.pictures, self.masks, self.augment = pictures, masks, augment

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        image, gt = self.pictures[index], self.masks[index]
        if self.augment and np.random.rand() < 0.5:
            image, gt = image[:, ::-1], gt[:, ::-1]
        image = torch.from_numpy(np.ascontiguousarray(image)).float().div(255)
        gt = torch.from_numpy(np.ascontiguousarray(gt)).float().unsqueeze(0)
        return image, gt


class ConvBlock(nn.Module):
    def __init__(self, ch_in, ch_out):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(ch_in, ch_out, kernel_size=3, stride=1, padding=1), nn.BatchNorm2d(ch_out), nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.conv(x)


class UNet(nn.Module):
    def __init__(self, img_ch=3, output_ch=1):
        super().__init__()
        self.Maxpool = nn.MaxPool2d(2)
        self.Conv1, self.Conv2 = ConvBlock(img_ch, 8), ConvBlock(8, 16)
        self.Up2 = nn.Upsample(scale_factor=2)
        self.Up_conv2 = ConvBlock(24, 8)
        self.Conv_1x1 = nn.Conv2d(8, output_ch, kernel_size=1)

    def forward(self, x):
        x1 = self.Conv1(x)
        x2 = self.Conv2(self.Maxpool(x1))
        d2 = self.Up_conv2(torch.cat((x1, self.Up2(x2)), dim=1))
        return self.Conv_1x1(d2)


def main():
    rng = np.random.RandomState(0)
    pictures = rng.randint(0, 256, (4, 128, 128, 3)).astype(np.uint8)
    masks = (rng.rand(4, 128, 128) > 0.7).astype(np.uint8)
    loader = DataLoader(ImageFolder(pictures, masks, augment=True), batch_size=1, shuffle=True)
    unet = UNet()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(unet.parameters(), 2e-4, (0.5, 0.999))
    for images, GT in loader:
        SR = unet(images)
        loss = criterion(SR, GT)
        unet.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


main()
