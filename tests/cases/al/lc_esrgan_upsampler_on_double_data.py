import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

opt = {
    "scale": 2,
    "gt_size": 64,
    "batch_size": 2,
    "network_g": dict(num_in_ch=3, num_out_ch=3, num_feat=16, num_block=2, num_grow_ch=8),
}


class PairedImages(Dataset):
    def __init__(self, opt, n=6):
        self.gt = torch.rand(n, 3, opt["gt_size"], opt["gt_size"])
        self.scale = opt["scale"]

    def __len__(self):
        return len(self.gt)

    def __getitem__(self, i):
        gt = self.gt[i]
        lq = F.interpolate(gt[None], scale_factor=1 / self.scale, mode="area")[0]
        return {"lq": lq, "gt": gt}


class ResidualDenseBlock(nn.Module):
    def __init__(self, num_feat, num_grow_ch):
        super().__init__()
        self.conv1 = nn.Conv2d(num_feat, num_grow_ch, 3, 1, 1)
        self.conv2 = nn.Conv2d(num_feat + num_grow_ch, num_grow_ch, 3, 1, 1)
        self.conv3 = nn.Conv2d(num_feat + 2 * num_grow_ch, num_feat, 3, 1, 1)
        self.lrelu = nn.LeakyReLU(0.2, inplace=True)

    def forward(self, x):
        x1 = self.lrelu(self.conv1(x))
        x2 = self.lrelu(self.conv2(torch.cat((x, x1), 1)))
        x3 = self.conv3(torch.cat((x, x1, x2), 1))
        return x3 * 0.2 + x


class RRDBNet(nn.Module):
    def __init__(self, num_in_ch, num_out_ch, num_feat, num_block, num_grow_ch):
        super().__init__()
        self.conv_first = nn.Conv2d(num_in_ch, num_feat, 3, 1, 1)
        self.body = nn.Sequential(*[ResidualDenseBlock(num_feat, num_grow_ch) for _ in range(num_block)])
        self.conv_body = nn.Conv2d(num_feat, num_feat, 3, 1, 1)
        self.conv_up1 = nn.Conv2d(num_feat, num_feat, 3, 1, 1)
        self.conv_up2 = nn.Conv2d(num_feat, num_feat, 3, 1, 1)
        self.conv_hr = nn.Conv2d(num_feat, num_feat, 3, 1, 1)
        self.conv_last = nn.Conv2d(num_feat, num_out_ch, 3, 1, 1)
        self.lrelu = nn.LeakyReLU(0.2, inplace=True)

    def forward(self, x):
        feat = self.conv_first(x)
        feat = feat + self.conv_body(self.body(feat))
        feat = self.lrelu(self.conv_up1(F.interpolate(feat, scale_factor=2, mode="nearest")))
        feat = self.lrelu(self.conv_up2(F.interpolate(feat, scale_factor=2, mode="nearest")))
        return self.conv_last(self.lrelu(self.conv_hr(feat)))


class SRModel:
    def __init__(self, opt):
        self.net_g = RRDBNet(**opt["network_g"])
        self.cri_pix = nn.L1Loss()
        self.optimizer_g = torch.optim.Adam(self.net_g.parameters(), lr=2e-4)

    def optimize_parameters(self, data):
        self.optimizer_g.zero_grad()
        output = self.net_g(data["lq"])
        l_pix = self.cri_pix(output, data["gt"])
        l_pix.backward()
        self.optimizer_g.step()
        return l_pix.item()


model = SRModel(opt)
for it, data in enumerate(DataLoader(PairedImages(opt), batch_size=opt["batch_size"])):
    print(it, model.optimize_parameters(data))
