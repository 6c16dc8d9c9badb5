import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class ResidualBlock_noBN(nn.Module):
    def __init__(self, nf=64):
        super().__init__()
        self.conv1 = nn.Conv2d(nf, nf, 3, 1, 1)
        self.conv2 = nn.Conv2d(nf, nf, 3, 1, 1)

    def forward(self, x):
        return x + self.conv2(F.relu(self.conv1(x)))


class PyramidAlign(nn.Module):
    """Alignment with a pyramid of three levels: [L1, L2, L3] features of a neighbour and of the centre."""

    def __init__(self, nf=64):
        super().__init__()
        self.L3_offset = nn.Conv2d(nf * 2, nf, 3, 1, 1)
        self.L2_offset = nn.Conv2d(nf * 2, nf, 3, 1, 1)
        self.L2_fea_conv = nn.Conv2d(nf * 2, nf, 3, 1, 1)
        self.L1_offset = nn.Conv2d(nf * 2, nf, 3, 1, 1)
        self.L1_fea_conv = nn.Conv2d(nf * 2, nf, 3, 1, 1)

    def forward(self, nbr_fea_l, ref_fea_l):
        # L3
        L3_fea = F.leaky_relu(self.L3_offset(torch.cat([nbr_fea_l[2], ref_fea_l[2]], dim=1)), 0.1)
        # L2
        L2_fea = F.leaky_relu(self.L2_offset(torch.cat([nbr_fea_l[1], ref_fea_l[1]], dim=1)), 0.1)
        L3_fea = F.interpolate(L3_fea, scale_factor=2, mode="bilinear", align_corners=False)
        L2_fea = F.leaky_relu(self.L2_fea_conv(torch.cat([L2_fea, L3_fea], dim=1)), 0.1)
        # L1
        L1_fea = F.leaky_relu(self.L1_offset(torch.cat([nbr_fea_l[0], ref_fea_l[0]], dim=1)), 0.1)
        L2_fea = F.interpolate(L2_fea, scale_factor=2, mode="bilinear", align_corners=False)
        return self.L1_fea_conv(torch.cat([L1_fea, L2_fea], dim=1))


class EDVR(nn.Module):
    def __init__(self, nf=64, nframes=5, front_RBs=1, back_RBs=2):
        super().__init__()
        self.center = nframes // 2
        self.conv_first = nn.Conv2d(3, nf, 3, 1, 1)
        self.feature_extraction = nn.Sequential(*[ResidualBlock_noBN(nf) for _ in range(front_RBs)])
        self.fea_L2_conv1 = nn.Conv2d(nf, nf, 3, 2, 1)
        self.fea_L3_conv1 = nn.Conv2d(nf, nf, 3, 2, 1)
        self.pcd_align = PyramidAlign(nf)
        self.tsa_fusion = nn.Conv2d(nframes * nf, nf, 1, 1)
        self.recon_trunk = nn.Sequential(*[ResidualBlock_noBN(nf) for _ in range(back_RBs)])
        self.upconv = nn.Conv2d(nf, 3 * 16, 3, 1, 1)
        self.pixel_shuffle = nn.PixelShuffle(4)

    def forward(self, x):
        B, N, C, H, W = x.size()
        x_center = x[:, self.center].contiguous()

        # extract LR features
        L1_fea = self.feature_extraction(F.leaky_relu(self.conv_first(x.view(-1, C, H, W)), 0.1))
        L2_fea = F.leaky_relu(self.fea_L2_conv1(L1_fea), 0.1)
        L3_fea = F.leaky_relu(self.fea_L3_conv1(L2_fea), 0.1)
        L1_fea = L1_fea.view(B, N, -1, H, W)
        L2_fea = L2_fea.view(B, N, -1, H // 2, W // 2)
        L3_fea = L3_fea.view(B, N, -1, H // 4, W // 4)

        # align every frame to the centre
        ref_fea_l = [fea[:, self.center] for fea in (L1_fea, L2_fea, L3_fea)]
        aligned_fea = []
        for i in range(N):
            nbr_fea_l = [fea[:, i] for fea in (L1_fea, L2_fea, L3_fea)]
            aligned_fea.append(self.pcd_align(nbr_fea_l, ref_fea_l))
        fea = self.tsa_fusion(torch.stack(aligned_fea, dim=1).view(B, -1, H, W))

        out = self.pixel_shuffle(self.upconv(self.recon_trunk(fea)))
        return out + F.interpolate(x_center, scale_factor=4, mode="bilinear", align_corners=False)


def index_generation(crt_i, max_n, N):
    """Frames around crt_i, repeating the first and last one at the borders."""
    n_pad = N // 2
    return [min(max(i, 0), max_n - 1) for i in range(crt_i - n_pad, crt_i + n_pad + 1)]


def read_clip(n=3, h=90, w=160):
    """A grating that moves to the right, in full size and as the network sees it."""
    cols, rows = torch.arange(w * 4) / 40, torch.arange(h * 4) / 60
    gt = torch.stack([(0.5 + 0.5 * torch.sin(cols[None] - 0.3 * t) * torch.cos(rows[:, None])).expand(3, -1, -1)
                      for t in range(n)])
    return F.interpolate(gt, scale_factor=0.25, mode="area"), gt


def calculate_psnr(img1, img2):
    return 20 * math.log10(1.0 / math.sqrt(((img1 - img2) ** 2).mean().item()))


torch.manual_seed(0)
model = EDVR().eval()
imgs_LQ, imgs_GT = read_clip()
psnr = []
with torch.no_grad():
    for img_idx in range(len(imgs_LQ)):
        select_idx = index_generation(img_idx, len(imgs_LQ), 5)
        imgs_in = imgs_LQ[select_idx].unsqueeze(0)
        output = model(imgs_in).squeeze(0).clamp(0, 1)
        psnr.append(calculate_psnr(output, imgs_GT[img_idx]))
        print(f"{img_idx:3d} - PSNR: {psnr[-1]:.2f} dB")
print(f"average PSNR: {sum(psnr) / len(psnr):.2f} dB")
