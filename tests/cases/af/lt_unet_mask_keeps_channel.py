import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset

N_CLASSES = 20


def street_scene(seed, size=(124, 62)):
    rng = np.random.RandomState(seed)
    img = Image.fromarray(rng.randint(0, 256, (size[1], size[0], 3)).astype(np.uint8))
    mask = Image.fromarray(rng.randint(0, N_CLASSES, (size[1], size[0])).astype(np.uint8))
    return img, mask


class BasicDataset(Dataset):
    def __init__(self, n=4, scale=0.5):
        self.n, self.scale = n, scale

    def __len__(self):
        return self.n

    @staticmethod
    def preprocess(pil_img, scale, is_mask=False):
        w, h = pil_img.size
        how = Image.NEAREST if is_mask else Image.BICUBIC
        pil_img = pil_img.resize((int(scale * w), int(scale * h)), how)
        img_nd = np.array(pil_img)
        if img_nd.ndim == 2:
            img_nd = np.expand_dims(img_nd, axis=2)
        img_trans = img_nd.transpose((2, 0, 1))
        return img_trans if is_mask else img_trans / 255

    def __getitem__(self, i):
        img, mask = street_scene(i)
        return {
            "image": torch.from_numpy(self.preprocess(img, self.scale)).float(),
            "mask": torch.from_numpy(self.preprocess(mask, self.scale, is_mask=True)).long(),
        }


class DoubleConv(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(
            nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        )


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes):
        super().__init__()
        self.inc = DoubleConv(n_channels, 12)
        self.down = DoubleConv(12, 24)
        self.up = DoubleConv(36, 12)
        self.outc = nn.Conv2d(12, n_classes, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down(F.max_pool2d(x1, 2))
        x2 = F.interpolate(x2, size=x1.shape[2:], mode="bilinear", align_corners=True)
        return self.outc(self.up(torch.cat([x1, x2], dim=1)))


net = UNet(n_channels=3, n_classes=N_CLASSES)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-4, momentum=0.9)
for batch in DataLoader(BasicDataset(), batch_size=2):
    imgs = batch["image"]
    true_masks = batch["mask"]
    masks_pred = net(imgs)
    loss = criterion(masks_pred, true_masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
