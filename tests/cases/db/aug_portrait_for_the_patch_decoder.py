import os
import tempfile

import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import nn
from torchvision import transforms


class Config:
    size = 128
    channels = (16, 24, 32, 48)
    dec_ipt_channels = 16


config = Config()

transform_image = transforms.Compose([
    transforms.Resize(config.size),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def conv_bn(a, b, stride=1):
    return nn.Sequential(nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class Decoder(nn.Module):
    """Every stage also sees the picture itself, cut into patches of the size of the deepest map."""

    def __init__(self, channels):
        super().__init__()
        self.ipt_blk = nn.LazyConv2d(config.dec_ipt_channels, 1)
        self.decoder_block4 = conv_bn(channels[3] + config.dec_ipt_channels, channels[2])
        self.decoder_block3 = conv_bn(channels[2], channels[1])
        self.decoder_block2 = conv_bn(channels[1], channels[0])
        self.lateral3, self.lateral2 = nn.Conv2d(channels[2], channels[2], 1), nn.Conv2d(channels[1], channels[1], 1)
        self.conv_out1 = nn.Conv2d(channels[0], 1, 1)

    def get_patches_batch(self, x, p):
        _size_h, _size_w = p.shape[2:]
        patches_batch = []
        for idx in range(x.shape[0]):
            columns_x = torch.split(x[idx], split_size_or_sections=_size_w, dim=-1)
            patches_x = []
            for column_x in columns_x:
                patches_x += [p.unsqueeze(0) for p in torch.split(column_x, split_size_or_sections=_size_h, dim=-2)]
            patch_sample = torch.cat(patches_x, dim=1)
            patches_batch.append(patch_sample)
        return torch.cat(patches_batch, dim=0)

    def forward(self, x, x1, x2, x3, x4):
        patches = self.ipt_blk(self.get_patches_batch(x, x4))
        p4 = self.decoder_block4(torch.cat([x4, patches], dim=1))
        p3 = F.interpolate(p4, size=x3.shape[2:], mode="bilinear", align_corners=True) + self.lateral3(x3)
        p3 = self.decoder_block3(p3)
        p2 = F.interpolate(p3, size=x2.shape[2:], mode="bilinear", align_corners=True) + self.lateral2(x2)
        p1 = F.interpolate(self.decoder_block2(p2), size=x.shape[2:], mode="bilinear", align_corners=True)
        return self.conv_out1(p1)


class BiRefNet(nn.Module):
    def __init__(self):
        super().__init__()
        c = config.channels
        self.bb = nn.ModuleList([conv_bn(a, b, 2) for a, b in zip((3,) + c[:-1], c)])
        self.decoder = Decoder(c)

    def forward(self, x):
        feats, h = [], x
        for stage in self.bb:
            h = stage(h)
            feats.append(h)
        return self.decoder(x, *feats)


def extract_object(birefnet, imagepath):
    image = Image.open(imagepath).convert("RGB")
    input_images = transform_image(image).unsqueeze(0)
    with torch.no_grad():
        preds = birefnet(input_images).sigmoid()
    mask = transforms.ToPILImage()(preds[0]).resize(image.size)
    image.putalpha(mask)
    return image, mask


def draw_portrait(path):
    photo = Image.new("RGB", (300, 400), (120, 160, 200))
    pen = ImageDraw.Draw(photo)
    pen.ellipse([100, 60, 200, 190], fill=(225, 180, 150))
    pen.rectangle([60, 190, 240, 400], fill=(60, 60, 90))
    photo.save(path)


torch.manual_seed(0)
birefnet = BiRefNet().eval()
with tempfile.TemporaryDirectory() as folder:
    draw_portrait(os.path.join(folder, "portrait.png"))
    image, mask = extract_object(birefnet, os.path.join(folder, "portrait.png"))
    print(image.mode, image.size, "mask", mask.getextrema())
