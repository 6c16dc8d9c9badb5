from types import SimpleNamespace

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import RandomCrop
from torchvision.transforms import functional as TF

args = SimpleNamespace(
    imgsize=128,
    crop=32,
    batch_size=2,
    lr=1e-3,
)


class JointTransform2D:
    """The same crop and flip for a picture and its mask."""

    def __init__(self, crop=None, p_flip=0.5):
        self.crop, self.p_flip = crop, p_flip

    def __call__(self, image, mask):
        if self.crop:
            i, j, h, w = RandomCrop.get_params(image, (self.crop, self.crop))
            image, mask = TF.crop(image, i, j, h, w), TF.crop(mask, i, j, h, w)
        if torch.rand(1) < self.p_flip:
            image, mask = TF.hflip(image), TF.hflip(mask)
        return image, mask


class Glands(Dataset):
    def __init__(self, size, joint_transform, n=4):
        self.size, self.joint_transform, self.n = size, joint_transform, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, self.size, self.size, generator=g)
        return self.joint_transform(image, (image.mean(0) > 0.5).long())


class AxialAttention(nn.Module):
    def __init__(self, planes, kernel_size, width=False):
        super().__init__()
        self.width = width
        self.qkv = nn.Conv1d(planes, planes * 3, 1, bias=False)
        self.relative = nn.Parameter(torch.randn(planes, kernel_size, kernel_size) * planes ** -0.5)

    def forward(self, x):
        x = x.permute(0, 2, 1, 3) if self.width else x.permute(0, 3, 1, 2)
        n, w, c, h = x.shape
        q, k, v = self.qkv(x.reshape(n * w, c, h)).chunk(3, dim=1)
        qr = torch.einsum("bci,cij->bij", q, self.relative)
        similarity = (torch.einsum("bci,bcj->bij", q, k) + qr).softmax(dim=-1)
        out = torch.einsum("bij,bcj->bci", similarity, v).reshape(n, w, c, h)
        return out.permute(0, 2, 1, 3) if self.width else out.permute(0, 2, 3, 1)


class AxialSegNet(nn.Module):
    def __init__(self, img_size, planes=8):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, planes, 7, stride=2, padding=3), nn.BatchNorm2d(planes), nn.ReLU())
        self.height_block = AxialAttention(planes, kernel_size=img_size // 2)
        self.width_block = AxialAttention(planes, kernel_size=img_size // 2, width=True)
        self.adjust = nn.ConvTranspose2d(planes, 2, 2, stride=2)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.width_block(self.height_block(x))
        return self.adjust(x)


train_set = Glands(args.imgsize, JointTransform2D(crop=args.crop))
model = AxialSegNet(img_size=args.imgsize)
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
for x, y in DataLoader(train_set, batch_size=args.batch_size):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
