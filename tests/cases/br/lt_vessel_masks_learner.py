from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn, optim
from torch.utils.data import DataLoader

codes = ["background", "vessel"]
stats = torch.tensor([0.5, 0.5, 0.5]), torch.tensor([0.25, 0.25, 0.25])


class SegmentationItems:
    def __init__(self, fnames, get_y, size):
        self.fnames, self.get_y, self.size = fnames, get_y, size

    def __len__(self): return len(self.fnames)

    def __getitem__(self, i):
        h, w = self.size
        img = Image.open(self.fnames[i]).convert("RGB").resize((w, h), Image.BILINEAR)
        msk = Image.open(self.get_y(self.fnames[i])).resize((w, h), Image.NEAREST)
        x = torch.from_numpy(np.array(img)).permute(2, 0, 1).float().div(255)
        y = torch.from_numpy(np.array(msk)).long()[None]
        return (x - stats[0][:, None, None]) / stats[1][:, None, None], y


class CrossEntropyFlat:
    def __init__(self, axis=-1, **kw): self.axis, self.func = axis, nn.CrossEntropyLoss(**kw)

    def __call__(self, pred, targ):
        pred = pred.transpose(self.axis, -1)
        pred, targ = pred.reshape(-1, pred.shape[-1]), targ.transpose(self.axis, -1).reshape(-1)
        return self.func(pred, targ)


class UnetBlock(nn.Module):
    def __init__(self, ni, nf):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(ni, nf, 3, 2, 1), nn.Conv2d(nf, nf, 3, 1, 1)
        self.bn = nn.BatchNorm2d(nf)

    def forward(self, x): return F.relu(self.bn(self.c2(F.relu(self.c1(x)))))


class SmallUnet(nn.Module):
    def __init__(self, n_out, nfs=(12, 24)):
        super().__init__()
        self.d1, self.d2 = UnetBlock(3, nfs[0]), UnetBlock(nfs[0], nfs[1])
        self.up = nn.ConvTranspose2d(nfs[1], nfs[0], 2, 2)
        self.shuf = nn.Sequential(nn.Conv2d(2 * nfs[0], 16, 3, 1, 1), nn.PixelShuffle(2), nn.ReLU())
        self.head = nn.Conv2d(4, n_out, 1)

    def forward(self, x):
        s = self.d1(x)
        return self.head(self.shuf(torch.cat([self.up(self.d2(s)), s], 1)))


class Learner:
    def __init__(self, data, model, loss_func): self.data, self.model, self.loss_func = data, model, loss_func

    def fit(self, epochs, lr):
        opt = optim.AdamW(self.model.parameters(), lr, betas=(0.9, 0.99))
        for epoch in range(epochs):
            for xb, yb in self.data:
                loss = self.loss_func(self.model(xb), yb)
                loss.backward()
                opt.step()
                opt.zero_grad()
            print(f"{epoch:5d} {loss.item():.6f}")


def unet_learner(data, n_out, **kw):
    kw.setdefault("loss_func", CrossEntropyFlat(axis=1))
    return Learner(data, SmallUnet(n_out), **kw)


def weighted_bce(pred, targ):
    return F.binary_cross_entropy_with_logits(pred, targ.float(), pos_weight=torch.tensor(8.0))


with TemporaryDirectory() as tmp:
    path_img, path_lbl = Path(tmp, "images"), Path(tmp, "labels")
    path_img.mkdir(), path_lbl.mkdir()
    rng = np.random.default_rng(0)
    for i in range(6):
        Image.fromarray(rng.integers(0, 256, (96, 160, 3), dtype=np.uint8)).save(path_img / f"{i:02d}.png")
        Image.fromarray((rng.random((96, 160)) > 0.9).astype(np.uint8)).save(path_lbl / f"{i:02d}_P.png")

    items = SegmentationItems(sorted(path_img.iterdir()), lambda f: path_lbl / f"{f.stem}_P.png", size=(64, 128))
    data = DataLoader(items, batch_size=2, shuffle=True)
    learn = unet_learner(data, len(codes))
    learn.fit(1, 1e-3)

    learn.loss_func = weighted_bce
    learn.fit(1, 1e-3)
