import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

opt = {
    "scale": 3,
    "GT_size": 128,
    "batch_size": 2,
    "nf": 12,
}


class PairedCrop:
    """Cuts the same random window out of the small and the large picture."""

    def __init__(self, gt_size, scale):
        self.gt_size, self.scale = gt_size, scale

    def __call__(self, lq, gt):
        lq_size = self.gt_size // self.scale
        top = int(torch.randint(0, lq.shape[1] - lq_size + 1, (1,)))
        left = int(torch.randint(0, lq.shape[2] - lq_size + 1, (1,)))
        lq = lq[:, top:top + lq_size, left:left + lq_size]
        t, l = top * self.scale, left * self.scale
        gt = gt[:, t:t + self.gt_size, l:l + self.gt_size]
        return lq, gt


class LQGTDataset(Dataset):
    def __init__(self, opt, n=6):
        g = torch.Generator().manual_seed(5)
        self.gts = torch.rand(n, 3, 240, 270, generator=g)
        self.scale = opt["scale"]
        self.crop = PairedCrop(opt["GT_size"], opt["scale"])

    def __len__(self):
        return len(self.gts)

    def __getitem__(self, i):
        gt = self.gts[i]
        lq = F.avg_pool2d(gt[None], self.scale)[0]
        lq, gt = self.crop(lq, gt)
        if torch.rand(1) < 0.5:
            lq, gt = lq.flip(2), gt.flip(2)
        return {"LQ": lq, "GT": gt}


class ResidualBlock(nn.Module):
    def __init__(self, nf):
        super().__init__()
        self.conv1 = nn.Conv2d(nf, nf, 3, 1, 1)
        self.conv2 = nn.Conv2d(nf, nf, 3, 1, 1)

    def forward(self, x):
        return x + 0.2 * self.conv2(F.leaky_relu(self.conv1(x), 0.2))


class RRDBNetLite(nn.Module):
    def __init__(self, nf, upscale):
        super().__init__()
        self.upscale = upscale
        self.conv_first = nn.Conv2d(3, nf, 3, 1, 1)
        self.trunk = nn.Sequential(ResidualBlock(nf), ResidualBlock(nf))
        self.upconv1 = nn.Conv2d(nf, nf, 3, 1, 1)
        self.conv_last = nn.Conv2d(nf, 3, 3, 1, 1)

    def forward(self, x):
        fea = self.trunk(self.conv_first(x))
        fea = F.interpolate(fea, scale_factor=self.upscale, mode="nearest")
        return self.conv_last(F.leaky_relu(self.upconv1(fea), 0.2))


netG = RRDBNetLite(opt["nf"], opt["scale"])
cri_pix = nn.L1Loss()
optimizer_G = torch.optim.Adam(netG.parameters(), 2e-4)
for step, data in enumerate(DataLoader(LQGTDataset(opt), batch_size=opt["batch_size"])):
    fake_H = netG(data["LQ"])
    l_g_pix = cri_pix(fake_H, data["GT"])
    optimizer_G.zero_grad()
    l_g_pix.backward()
    optimizer_G.step()
    print(step, l_g_pix.item())
