import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class TrainDataset(Dataset):
    """Renderings of scanned people from num_views sides, with points inside and outside of the body."""

    def __init__(self, opt, n=4):
        self.num_views, self.num_sample_inout = opt.num_views, opt.num_sample_inout
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        g = torch.Generator().manual_seed(index)
        samples = torch.rand(3, self.num_sample_inout, generator=g) * 2.4 - 1.2
        yaws = torch.arange(self.num_views) * (360 // self.num_views)
        return {
            "img": torch.rand(self.num_views, 3, 64, 64, generator=g),
            "calib": torch.stack([self.calib_of(y) for y in torch.deg2rad(yaws.float())]),
            "samples": samples,
            "labels": (samples.norm(dim=0, keepdim=True) < 0.8).float(),
        }

    @staticmethod
    def calib_of(yaw):
        calib = torch.eye(4)
        calib[0, 0], calib[0, 2] = torch.cos(yaw), torch.sin(yaw)
        calib[2, 0], calib[2, 2] = -torch.sin(yaw), torch.cos(yaw)
        return calib


def reshape_multiview_tensors(image_tensor, calib_tensor):
    return image_tensor.flatten(0, 1), calib_tensor.flatten(0, 1)


def reshape_sample_tensor(sample_tensor, num_views):
    if num_views == 1:
        return sample_tensor
    return sample_tensor.repeat_interleave(num_views, dim=0)


class SurfaceClassifier(nn.Module):
    def __init__(self, filter_channels, num_views=1):
        super().__init__()
        self.num_views = num_views
        self.filters = nn.ModuleList([nn.Conv1d(a, b, 1) for a, b in zip(filter_channels, filter_channels[1:])])

    def forward(self, feature):
        y = feature
        for i, f in enumerate(self.filters):
            y = f(y)
            if i != len(self.filters) - 1:
                y = F.leaky_relu(y)
            if self.num_views > 1 and i == len(self.filters) // 2:
                y = y.view(-1, self.num_views, y.shape[1], y.shape[2]).mean(dim=1)
        return torch.sigmoid(y)


class HGPIFuNet(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.num_views = opt.num_views
        self.image_filter = nn.Sequential(
            nn.Conv2d(3, 16, 7, stride=2, padding=3), nn.GroupNorm(4, 16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),
        )
        self.surface_classifier = SurfaceClassifier(opt.mlp_dim, num_views=opt.num_views)

    def filter(self, images):
        self.im_feat = self.image_filter(images)

    def query(self, points, calibs):
        """points: [B * num_views, 3, N] in the world, calibs: [B * num_views, 4, 4]."""
        xyz = torch.baddbmm(calibs[:, :3, 3:4], calibs[:, :3, :3], points)
        xy, z = xyz[:, :2], xyz[:, 2:3]
        in_img = (xy[:, 0] >= -1.0) & (xy[:, 0] <= 1.0) & (xy[:, 1] >= -1.0) & (xy[:, 1] <= 1.0)

        grid = xy.transpose(1, 2).unsqueeze(2)
        local_feat = F.grid_sample(self.im_feat, grid, align_corners=True)[..., 0]
        point_local_feat = torch.cat([local_feat, z], 1)

        # out of image plane is always set to 0
        self.preds = in_img[:, None].float() * self.surface_classifier(point_local_feat)

    def forward(self, images, points, calibs, labels):
        self.filter(images)
        self.query(points, calibs)
        return self.preds, F.mse_loss(self.preds, labels)


parser = argparse.ArgumentParser()
parser.add_argument("--batch_size", type=int, default=2)
parser.add_argument("--num_views", type=int, default=2, help="How many views to use for multiview network.")
parser.add_argument("--num_sample_inout", type=int, default=500)
parser.add_argument("--mlp_dim", nargs="+", type=int, default=[33, 64, 32, 1])
opt = parser.parse_args([])

torch.manual_seed(0)
netG = HGPIFuNet(opt)
optimizerG = torch.optim.RMSprop(netG.parameters(), lr=1e-3)
for train_idx, train_data in enumerate(DataLoader(TrainDataset(opt), batch_size=opt.batch_size)):
    image_tensor, calib_tensor = reshape_multiview_tensors(train_data["img"], train_data["calib"])
    sample_tensor = reshape_sample_tensor(train_data["samples"], opt.num_views)
    res, error = netG(image_tensor, sample_tensor, calib_tensor, labels=train_data["labels"])
    optimizerG.zero_grad()
    error.backward()
    optimizerG.step()
    print(f"{train_idx}: Err {error.item():.4f} for {tuple(res.shape)}")
