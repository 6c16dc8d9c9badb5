import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

ST_COLORMAP = np.array([[255, 255, 255], [0, 0, 255], [128, 128, 128], [0, 128, 0], [0, 255, 0], [128, 0, 0], [255, 0, 0]],
                       dtype=np.uint8)
ST_CLASSES = ["unchanged", "water", "ground", "low vegetation", "tree", "building", "sports field"]


def Color2Index(color_label):
    codes = color_label.astype(np.int64) @ np.array([65536, 256, 1])
    index = np.zeros(codes.shape, dtype=np.int64)
    for k, code in enumerate(ST_COLORMAP.astype(np.int64) @ np.array([65536, 256, 1])):
        index[codes == code] = k
    return index


def Index2Color(pred):
    return ST_COLORMAP[pred]


def write_second(root, n=6, size=64):
    rng = np.random.default_rng(5)
    for folder in ("im1", "im2", "label1", "label2"):
        os.makedirs(os.path.join(root, folder))
        for k in range(n):
            if folder.startswith("im"):
                img = rng.integers(0, 255, (size, size, 3), dtype=np.uint8)
            else:
                img = Index2Color(np.kron(rng.integers(0, 7, (8, 8)), np.ones((size // 8, size // 8), dtype=np.int64)))
            Image.fromarray(img).save(os.path.join(root, folder, f"{k:05d}.png"))


def read(root, folder, name):
    return np.array(Image.open(os.path.join(root, folder, name)))


class SCDData(Dataset):
    def __init__(self, root):
        self.root = root
        self.names = sorted(os.listdir(os.path.join(root, "im1")))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, idx):
        name = self.names[idx]
        imgs = [torch.from_numpy(read(self.root, f, name)).permute(2, 0, 1).float() / 255 for f in ("im1", "im2")]
        labels = [torch.from_numpy(read(self.root, f, name)).long() for f in ("label1", "label2")]
        return (*imgs, *labels)


class CrossEntropyLoss2d(nn.Module):
    def __init__(self, ignore_index=-1):
        super().__init__()
        self.nll_loss = nn.NLLLoss(ignore_index=ignore_index)

    def forward(self, inputs, targets):
        return self.nll_loss(F.log_softmax(inputs, dim=1), targets)


class SSCDl(nn.Module):
    def __init__(self, num_classes=len(ST_CLASSES)):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1))
        self.classifier = nn.Conv2d(32, num_classes, 1)

    def forward(self, x1, x2):
        return [F.interpolate(self.classifier(torch.relu(self.encoder(x))), x.shape[2:], mode="bilinear") for x in (x1, x2)]


with tempfile.TemporaryDirectory() as root:
    torch.manual_seed(5)
    write_second(root)
    net, criterion = SSCDl(), CrossEntropyLoss2d(ignore_index=0)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, nesterov=True)
    for i, (imgs_A, imgs_B, labels_A, labels_B) in enumerate(DataLoader(SCDData(root), batch_size=2, shuffle=True)):
        out_A, out_B = net(imgs_A, imgs_B)
        loss_seg = criterion(out_A, labels_A) * 0.5 + criterion(out_B, labels_B) * 0.5
        optimizer.zero_grad()
        loss_seg.backward()
        optimizer.step()
        print(f"[iter {i + 1}] [train seg_loss {loss_seg.item():.4f}]")
