import logging

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset, random_split

logging.basicConfig(level=logging.INFO, format='%(levelname)s: %(message)s')
torch.manual_seed(0)


class BasicDataset(Dataset):
    """KITTI semantics: colour pictures and one gray picture of class ids for each"""

    def __init__(self, n=6, scale=0.5):
        rng = np.random.RandomState(0)
        self.scale = scale
        self.imgs = [Image.fromarray(rng.randint(0, 256, (94, 310, 3)).astype(np.uint8)) for _ in range(n)]
        self.masks = [Image.fromarray(rng.randint(0, 20, (94, 310)).astype(np.uint8)) for _ in range(n)]
        logging.info(f'Creating dataset with {n} examples')

    def __len__(self):
        return len(self.imgs)

    @classmethod
    def preprocess(cls, pil_img, scale, is_mask=False):
        w, h = pil_img.size
        newW, newH = int(scale * w), int(scale * h)
        pil_img = pil_img.resize((newW, newH), Image.NEAREST)

        img_nd = np.array(pil_img)
        if len(img_nd.shape) == 2:
            img_nd = np.expand_dims(img_nd, axis=2)

        # HWC to CHW
        img_trans = img_nd.transpose((2, 0, 1))
        if not is_mask:
            img_trans = img_trans / 255
        return img_trans

    def __getitem__(self, i):
        img = self.preprocess(self.imgs[i], self.scale)
        mask = self.preprocess(self.masks[i], self.scale, is_mask=True)
        return {'image': torch.from_numpy(img).type(torch.FloatTensor),
                'mask': torch.from_numpy(mask).type(torch.FloatTensor)}


class DoubleConv(nn.Sequential):
    def __init__(self, i, o):
        super().__init__(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super(UNet, self).__init__()
        self.n_channels, self.n_classes = n_channels, n_classes
        self.inc = DoubleConv(n_channels, 16)
        self.down1 = nn.Sequential(nn.MaxPool2d(2), DoubleConv(16, 32))
        self.up1 = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)
        self.conv = DoubleConv(48, 16)
        self.outc = nn.Conv2d(16, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.up1(self.down1(x1))
        diffY, diffX = x1.size(2) - x2.size(2), x1.size(3) - x2.size(3)
        x2 = F.pad(x2, [diffX // 2, diffX - diffX // 2, diffY // 2, diffY - diffY // 2])
        return self.outc(self.conv(torch.cat([x1, x2], dim=1)))


def train_net(net, epochs=1, batch_size=1, lr=0.001, val_percent=0.34):
    dataset = BasicDataset()
    n_val = int(len(dataset) * val_percent)
    train, val = random_split(dataset, [len(dataset) - n_val, n_val])
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=lr, weight_decay=1e-8, momentum=0.9)
    criterion = nn.CrossEntropyLoss() if net.n_classes > 1 else nn.BCEWithLogitsLoss()

    for epoch in range(epochs):
        net.train()
        for batch in train_loader:
            imgs = batch['image']
            true_masks = batch['mask']
            mask_type = torch.float32 if net.n_classes == 1 else torch.long
            true_masks = true_masks.to(dtype=mask_type)

            masks_pred = net(imgs)
            loss = criterion(masks_pred, true_masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            logging.info(f'loss {loss.item():.4f}')


if __name__ == '__main__':
    net = UNet(n_channels=3, n_classes=20)
    train_net(net)
