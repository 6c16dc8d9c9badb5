import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torchvision import transforms


def parse_args():
    parser = argparse.ArgumentParser(description="Depth of single pictures")
    parser.add_argument("--height", type=int, default=720)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--num_images", type=int, default=2)
    parser.add_argument("--min_depth", type=float, default=0.1)
    parser.add_argument("--max_depth", type=float, default=100.0)
    return parser.parse_args()


class Encoder(nn.Module):
    """Five feature maps, each half as large as the one before."""

    def __init__(self, num_ch=(8, 8, 16, 24, 32)):
        super().__init__()
        self.num_ch_enc = num_ch
        chans = (3,) + tuple(num_ch)
        self.stages = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1), nn.BatchNorm2d(b), nn.ReLU())
            for a, b in zip(chans[:-1], chans[1:])
        )

    def forward(self, x):
        features = []
        x = (x - 0.45) / 0.225
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return features


class ConvBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.pad = nn.ReflectionPad2d(1)
        self.conv = nn.Conv2d(cin, cout, 3)

    def forward(self, x):
        return F.elu(self.conv(self.pad(x)))


class DepthDecoder(nn.Module):
    def __init__(self, num_ch_enc, num_ch_dec=(8, 8, 16, 16, 24)):
        super().__init__()
        self.upconv = nn.ModuleDict()
        for i in range(4, -1, -1):
            cin = num_ch_enc[-1] if i == 4 else num_ch_dec[i + 1]
            self.upconv[f"{i}_0"] = ConvBlock(cin, num_ch_dec[i])
            skip = num_ch_enc[i - 1] if i > 0 else 0
            self.upconv[f"{i}_1"] = ConvBlock(num_ch_dec[i] + skip, num_ch_dec[i])
        self.dispconv = nn.Conv2d(num_ch_dec[0], 1, 3, padding=1)

    def forward(self, input_features):
        x = input_features[-1]
        for i in range(4, -1, -1):
            x = self.upconv[f"{i}_0"](x)
            x = [F.interpolate(x, scale_factor=2, mode="nearest")]
            if i > 0:
                x += [input_features[i - 1]]
            x = torch.cat(x, 1)
            x = self.upconv[f"{i}_1"](x)
        return torch.sigmoid(self.dispconv(x))


def disp_to_depth(disp, min_depth, max_depth):
    low, high = 1 / max_depth, 1 / min_depth
    return 1 / (low + (high - low) * disp)


def camera_frames(n):
    rng = np.random.default_rng(0)
    for _ in range(n):
        yield Image.fromarray(rng.integers(0, 256, (720, 1280, 3), dtype=np.uint8))


def test_simple(args):
    encoder = Encoder().eval()
    depth_decoder = DepthDecoder(encoder.num_ch_enc).eval()
    prepare = transforms.Compose([
        transforms.Resize((args.height, args.width), interpolation=transforms.InterpolationMode.LANCZOS),
        transforms.ToTensor(),
    ])
    with torch.no_grad():
        for idx, input_image in enumerate(camera_frames(args.num_images)):
            original_width, original_height = input_image.size
            tensor = prepare(input_image).unsqueeze(0)
            disp = depth_decoder(encoder(tensor))
            disp_resized = F.interpolate(disp, (original_height, original_width), mode="bilinear", align_corners=False)
            depth = disp_to_depth(disp_resized, args.min_depth, args.max_depth)
            print(f"image {idx}: {tuple(depth.shape)} median depth {depth.median().item():.3f}")


if __name__ == "__main__":
    test_simple(parse_args())
