import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

ROI = 16


def write_study(folder):
    rng = np.random.default_rng(7)
    shapes = {
        "sub-245_flair": (24, 24, 20),
        "sub-318_flair": (24, 20, 20),
        "sub-402_flair": (20, 24, 24),
        "sub-684_w024": (20, 20, 20, 60),
        "sub-711_flair": (24, 24, 24),
    }
    for name, shape in shapes.items():
        np.save(os.path.join(folder, name + ".npy"), rng.random(shape, dtype=np.float32) * 900)


class ScanFolder(Dataset):
    def __init__(self, folder):
        self.files = sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(".npy"))

    def __len__(self):
        return len(self.files)

    def load(self, path):
        vol = np.load(path)
        if vol.ndim == 4:
            vol = np.moveaxis(vol, -1, 0)
        else:
            vol = vol[None]
        return vol

    def __getitem__(self, i):
        vol = torch.from_numpy(self.load(self.files[i]).copy())
        vol = (vol - vol.mean()) / (vol.std() + 1e-6)
        return {"image": vol, "name": os.path.basename(self.files[i])}


def block(cin, cout):
    return nn.Sequential(nn.Conv3d(cin, cout, 3, padding=1), nn.InstanceNorm3d(cout), nn.LeakyReLU(0.01))


class DynUNet(nn.Module):
    def __init__(self, in_channels=1, out_channels=4, filters=(8, 16)):
        super().__init__()
        self.input_block = block(in_channels, filters[0])
        self.down = nn.Conv3d(filters[0], filters[1], 2, stride=2)
        self.bottleneck = block(filters[1], filters[1])
        self.up = nn.ConvTranspose3d(filters[1], filters[0], 2, stride=2)
        self.output_block = nn.Sequential(block(2 * filters[0], filters[0]), nn.Conv3d(filters[0], out_channels, 1))

    def forward(self, x):
        skip = self.input_block(x)
        x = self.up(self.bottleneck(self.down(skip)))
        return self.output_block(torch.cat([x, skip], dim=1))


def starts(size, roi, overlap=0.5):
    step = max(1, int(roi * (1 - overlap)))
    found = list(range(0, max(size - roi, 0) + 1, step))
    if found[-1] != size - roi:
        found.append(size - roi)
    return found


def sliding_window_inference(image, predictor, n_classes, sw_batch_size=4):
    size = image.shape[2:]
    slots = [(z, y, x) for z in starts(size[0], ROI) for y in starts(size[1], ROI) for x in starts(size[2], ROI)]
    total = torch.zeros(1, n_classes, *size)
    count = torch.zeros(1, 1, *size)
    for k in range(0, len(slots), sw_batch_size):
        part = slots[k:k + sw_batch_size]
        windows = torch.cat([image[:, :, z:z + ROI, y:y + ROI, x:x + ROI] for z, y, x in part])
        for prob, (z, y, x) in zip(predictor(windows), part):
            total[0, :, z:z + ROI, y:y + ROI, x:x + ROI] += prob
            count[0, :, z:z + ROI, y:y + ROI, x:x + ROI] += 1
    return total / count


def main():
    torch.manual_seed(0)
    model = DynUNet().eval()
    with tempfile.TemporaryDirectory() as folder:
        write_study(folder)
        loader = DataLoader(ScanFolder(folder), batch_size=1)
        with torch.no_grad():
            for batch in loader:
                logits = sliding_window_inference(batch["image"], model, n_classes=4)
                lesion = (logits.argmax(dim=1) == 1).sum().item()
                print(batch["name"][0], tuple(logits.shape[2:]), "lesion voxels:", lesion)


if __name__ == "__main__":
    main()
