import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

HEIGHT, WIDTH = 96, 160
SCALES = (0, 1, 2, 3)


class KittiPairs(Dataset):
    """Left and right pictures, the left one as a pyramid over all scales."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        left, right = torch.rand(2, 3, HEIGHT, WIDTH, generator=g)
        inputs = {"s": right}
        for scale in SCALES:
            size = (HEIGHT // 2 ** scale, WIDTH // 2 ** scale)
            inputs[f"color_{scale}"] = F.interpolate(left[None], size, mode="area")[0]
        return inputs


def conv_block(i, o, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1), nn.ELU(inplace=True))


class Encoder(nn.Module):
    num_ch = (8, 16, 24, 32)

    def __init__(self):
        super().__init__()
        self.stages = nn.ModuleList(conv_block(i, o, 2) for i, o in zip((3,) + self.num_ch[:-1], self.num_ch))

    def forward(self, x):
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return features


class DepthDecoder(nn.Module):
    """Disparities of all scales, from the coarsest to the finest."""

    def __init__(self, num_ch_enc):
        super().__init__()
        self.upconvs = nn.ModuleList(conv_block(c, c) for c in num_ch_enc)
        self.reduce = nn.ModuleList(nn.Conv2d(c, max(c - 8, 8), 1) for c in num_ch_enc)
        self.dispconvs = nn.ModuleList(nn.Conv2d(c, 1, 3, padding=1) for c in num_ch_enc)
        self.refine = nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, features):
        outputs, x = {}, features[-1]
        for i in reversed(range(len(features))):
            x = F.interpolate(self.upconvs[i](x), scale_factor=2, mode="nearest")
            outputs[f"disp_{i + 1}"] = torch.sigmoid(self.dispconvs[i](x))
            x = self.reduce[i](x)
            if i > 0:
                x = x + features[i - 1]
        outputs["disp_0"] = torch.sigmoid(self.refine(outputs["disp_1"]))
        return outputs


def warp(right, disp):
    b, _, h, w = right.shape
    ys, xs = torch.meshgrid(torch.linspace(-1, 1, h), torch.linspace(-1, 1, w), indexing="ij")
    grid = torch.stack((xs, ys), -1).repeat(b, 1, 1, 1)
    shift = torch.stack((disp[:, 0] * 0.3, torch.zeros_like(disp[:, 0])), -1)
    return F.grid_sample(right, grid - shift, padding_mode="border", align_corners=True)


def get_smooth_loss(disp, img):
    grad_disp_x = torch.abs(disp[:, :, :, :-1] - disp[:, :, :, 1:])
    grad_disp_y = torch.abs(disp[:, :, :-1, :] - disp[:, :, 1:, :])
    grad_img_x = torch.mean(torch.abs(img[:, :, :, :-1] - img[:, :, :, 1:]), 1, keepdim=True)
    grad_img_y = torch.mean(torch.abs(img[:, :, :-1, :] - img[:, :, 1:, :]), 1, keepdim=True)
    grad_disp_x = grad_disp_x * torch.exp(-grad_img_x)
    grad_disp_y = grad_disp_y * torch.exp(-grad_img_y)
    return grad_disp_x.mean() + grad_disp_y.mean()


def compute_losses(inputs, outputs, disparity_smoothness=1e-3):
    total_loss = 0
    target = inputs["color_0"]
    for scale in SCALES:
        disp = outputs[f"disp_{scale}"]
        color = inputs[f"color_{scale}"]
        full = F.interpolate(disp, (HEIGHT, WIDTH), mode="bilinear", align_corners=False)
        loss = torch.abs(warp(inputs["s"], full) - target).mean()
        mean_disp = disp.mean(2, True).mean(3, True)
        norm_disp = disp / (mean_disp + 1e-7)
        smooth_loss = get_smooth_loss(norm_disp, color)
        total_loss += loss + disparity_smoothness * smooth_loss / (2 ** scale)
    return total_loss / len(SCALES)


torch.manual_seed(0)
encoder, decoder = Encoder(), DepthDecoder(Encoder.num_ch)
optimizer = torch.optim.Adam(list(encoder.parameters()) + list(decoder.parameters()), 1e-4)
for inputs in DataLoader(KittiPairs(), batch_size=2):
    outputs = decoder(encoder(inputs["color_0"]))
    losses = compute_losses(inputs, outputs)
    optimizer.zero_grad()
    losses.backward()
    optimizer.step()
    print("loss", losses.item())
