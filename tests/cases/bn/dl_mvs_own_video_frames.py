"""Depth from our own video frames with a small plane-sweep network."""
import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset


def make_scene(root, n_views=4, size=(240, 135)):
    rng = np.random.default_rng(7)
    base = rng.integers(0, 255, (size[1], size[0] + 4 * n_views, 3), dtype=np.uint8)
    for v in range(n_views):
        Image.fromarray(base[:, 4 * v:4 * v + size[0]]).save(os.path.join(root, f"{v:08d}.png"))
        k = np.array([[180.0, 0, size[0] / 2], [0, 180.0, size[1] / 2], [0, 0, 1]], dtype=np.float32)
        np.savetxt(os.path.join(root, f"{v:08d}_cam.txt"), np.concatenate([k, [[4.0 * v, 0, 0]]]))


def read_cam(filename):
    rows = np.loadtxt(filename, dtype=np.float32)
    return rows[:3], rows[3]


class MVSDataset(Dataset):
    def __init__(self, datapath, n_views=3, img_wh=(240, 128)):
        self.datapath, self.n_views, self.img_wh = datapath, n_views, img_wh
        self.names = sorted(f[:8] for f in os.listdir(datapath) if f.endswith(".png"))

    def __len__(self):
        return len(self.names)

    def read_img(self, filename):
        img = Image.open(filename)
        original_w, original_h = img.size
        ratio = self.img_wh[0] / original_w
        img = img.resize((int(original_w * ratio), int(original_h * ratio)), Image.BILINEAR)
        return np.array(img, dtype=np.float32) / 255.0, original_h, original_w

    def __getitem__(self, idx):
        order = [idx] + [i for i in range(len(self.names)) if i != idx]
        imgs, ks, ts = [], [], []
        for vid in order[:self.n_views]:
            stem = os.path.join(self.datapath, self.names[vid])
            img, original_h, original_w = self.read_img(stem + ".png")
            k, t = read_cam(stem + "_cam.txt")
            k[0] *= self.img_wh[0] / original_w
            k[1] *= self.img_wh[1] / original_h
            imgs.append(img.transpose(2, 0, 1))
            ks.append(k)
            ts.append(t)
        return {"imgs": np.stack(imgs), "intrinsics": np.stack(ks), "baselines": np.stack(ts)}


def conv_bn(i, o, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class FeatureNet(nn.Module):
    def __init__(self, ch=8):
        super().__init__()
        self.conv0 = conv_bn(3, ch)
        self.conv1 = conv_bn(ch, ch * 2, 2)
        self.conv2 = conv_bn(ch * 2, ch * 4, 2)
        self.conv3 = conv_bn(ch * 4, ch * 8, 2)
        self.inner2 = nn.Conv2d(ch * 4, ch * 8, 1)
        self.inner1 = nn.Conv2d(ch * 2, ch * 8, 1)
        self.inner0 = nn.Conv2d(ch, ch * 8, 1)
        self.output = nn.Conv2d(ch * 8, ch, 1)

    def forward(self, x):
        c0 = self.conv0(x)
        c1 = self.conv1(c0)
        c2 = self.conv2(c1)
        top = self.conv3(c2)
        top = F.interpolate(top, scale_factor=2.0, mode="bilinear", align_corners=False) + self.inner2(c2)
        top = F.interpolate(top, scale_factor=2.0, mode="bilinear", align_corners=False) + self.inner1(c1)
        top = F.interpolate(top, scale_factor=2.0, mode="bilinear", align_corners=False) + self.inner0(c0)
        return self.output(top)


class SweepNet(nn.Module):
    def __init__(self, depths=(1.0, 2.0, 4.0, 8.0)):
        super().__init__()
        self.feature = FeatureNet()
        self.register_buffer("depths", torch.tensor(depths))

    def forward(self, imgs, intrinsics, baselines):
        feats = [self.feature(imgs[:, v]) for v in range(imgs.shape[1])]
        ref, (b, c, h, w) = feats[0], feats[0].shape
        gy, gx = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        scores = []
        for d in self.depths:
            score = 0
            for v in range(1, len(feats)):
                shift = intrinsics[:, v, 0, 0] * (baselines[:, v, 0] - baselines[:, 0, 0]) / (180.0 * d)
                x = (gx[None] - shift[:, None, None]) / (w - 1) * 2 - 1
                y = (gy[None].expand(b, -1, -1)) / (h - 1) * 2 - 1
                warped = F.grid_sample(feats[v], torch.stack([x, y], -1), align_corners=True)
                score = score + (ref * warped).mean(1)
            scores.append(score)
        prob = torch.softmax(torch.stack(scores, 1), 1)
        return (prob * self.depths.view(1, -1, 1, 1)).sum(1)


def main():
    with tempfile.TemporaryDirectory() as root:
        make_scene(root)
        loader = DataLoader(MVSDataset(root), batch_size=1, shuffle=False)
        model = SweepNet().eval()
        with torch.no_grad():
            for i, sample in enumerate(loader):
                depth = model(sample["imgs"], sample["intrinsics"], sample["baselines"])
                print(f"view {i}: depth {tuple(depth.shape)}, mean {depth.mean():.3f}")


if __name__ == "__main__":
    main()
