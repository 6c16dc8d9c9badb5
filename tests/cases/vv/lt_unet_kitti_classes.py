import logging

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset, random_split

logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s")


def kitti_frame(idx, n_classes):
    rng = np.random.RandomState(idx)
    img = rng.randint(0, 256, (96, 160, 3)).astype("uint8")
    mask = np.zeros((96, 160), dtype="uint8")
    for c in range(1, n_classes):
        r, q = rng.randint(0, 80), rng.randint(0, 140)
        mask[r:r + 16, q:q + 20] = c
    return Image.fromarray(img), Image.fromarray(mask)


class BasicDataset(Dataset):
    def __init__(self, n, scale, n_classes):
        self.n, self.scale, self.n_classes = n, scale, n_classes

    def __len__(self):
        return self.n

    @staticmethod
    def preprocess(pil_img, scale, is_mask):
        w, h = pil_img.size
        resample = Image.NEAREST if is_mask else Image.BICUBIC
        img_nd = np.array(pil_img.resize((int(scale * w), int(scale * h)), resample))
        if img_nd.ndim == 2:
            img_nd = np.expand_dims(img_nd, axis=2)
        img_trans = img_nd.transpose((2, 0, 1))
        return img_trans if is_mask else img_trans / 255

    def __getitem__(self, i):
        img, mask = kitti_frame(i, self.n_classes)
        img = self.preprocess(img, self.scale, is_mask=False)
        mask = self.preprocess(mask, self.scale, is_mask=True)
        return {"image": torch.from_numpy(img).float(), "mask": torch.from_numpy(mask).float()}


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super().__init__()
        self.n_channels, self.n_classes = n_channels, n_classes
        self.inc = nn.Conv2d(n_channels, 16, 3, padding=1)
        self.down1 = nn.Conv2d(16, 32, 3, padding=1)
        self.down2 = nn.Conv2d(32, 32, 3, padding=1)
        self.up1 = nn.Conv2d(64, 16, 3, padding=1)
        self.up2 = nn.Conv2d(32, 16, 3, padding=1)
        self.outc = nn.Conv2d(16, n_classes, 1)

    def forward(self, x):
        x1 = F.relu(self.inc(x))
        x2 = F.relu(self.down1(F.max_pool2d(x1, 2)))
        x3 = F.relu(self.down2(F.max_pool2d(x2, 2)))
        x = F.relu(self.up1(torch.cat([x2, F.interpolate(x3, scale_factor=2)], dim=1)))
        x = F.relu(self.up2(torch.cat([x1, F.interpolate(x, scale_factor=2)], dim=1)))
        return self.outc(x)


def train_net(net, epochs=1, batch_size=1, lr=1e-4, val_percent=0.25, img_scale=0.5):
    dataset = BasicDataset(8, img_scale, net.n_classes)
    n_val = int(len(dataset) * val_percent)
    train, val = random_split(dataset, [len(dataset) - n_val, n_val])
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True)
    val_loader = DataLoader(val, batch_size=batch_size)
    optimizer = optim.RMSprop(net.parameters(), lr=lr, weight_decay=1e-8)
    if net.n_classes > 1:
        criterion = nn.CrossEntropyLoss()
    else:
        criterion = nn.BCEWithLogitsLoss()
    mask_type = torch.long if net.n_classes > 1 else torch.float32

    for epoch in range(epochs):
        net.train()
        for batch in train_loader:
            imgs = batch["image"]
            true_masks = batch["mask"].to(dtype=mask_type)
            masks_pred = net(imgs)
            loss = criterion(masks_pred, true_masks)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_value_(net.parameters(), 0.1)
            optimizer.step()
        logging.info("epoch %d loss %.4f", epoch + 1, loss.item())
        net.eval()
        with torch.no_grad():
            hits = [(net(b["image"]).argmax(1) == b["mask"].view(-1, 48, 80)).float().mean() for b in val_loader]
        logging.info("validation pixel accuracy %.3f", torch.stack(hits).mean().item())


if __name__ == "__main__":
    torch.manual_seed(0)
    net = UNet(n_channels=3, n_classes=20)
    logging.info("Network: %d input channels, %d output channels", net.n_channels, net.n_classes)
    train_net(net)
