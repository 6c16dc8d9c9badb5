import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

N_CAMS, H, W, DEPTH = 6, 8, 12, 16


def bev_transform(rotate_angle, scale_ratio, flip_dx):
    """Rotation, scale and flip of the bird's eye view."""
    rot = math.radians(rotate_angle)
    rot_mat = torch.tensor([[math.cos(rot), -math.sin(rot), 0.0], [math.sin(rot), math.cos(rot), 0.0], [0.0, 0.0, 1.0]])
    flip_mat = torch.diag(torch.tensor([-1.0 if flip_dx else 1.0, 1.0, 1.0]))
    bda_mat = torch.eye(4)
    bda_mat[:3, :3] = flip_mat @ (rot_mat * scale_ratio)
    return bda_mat


class NuScenesSamples(Dataset):
    def __init__(self, n=4):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        imgs = torch.rand(N_CAMS, 3, H * 4, W * 4, generator=g)
        sensor2egos = torch.eye(4).repeat(N_CAMS, 1, 1)
        sensor2egos[:, :3, 3] = torch.rand(N_CAMS, 3, generator=g)
        intrins = torch.tensor([[500.0, 0, 350], [0, 500.0, 128], [0, 0, 1]]).repeat(N_CAMS, 1, 1)
        angle = float(torch.rand(1, generator=g)) * 45 - 22.5
        bda = bev_transform(angle, 1.0, flip_dx=i % 2 == 0)
        gt_depth = torch.randint(0, DEPTH, (N_CAMS, H, W), generator=g)
        return imgs, sensor2egos, intrins, bda, gt_depth


class DepthNet(nn.Module):
    def __init__(self, in_channels, mid_channels, cam_channels=21):
        super().__init__()
        self.reduce_conv = nn.Conv2d(in_channels, mid_channels, 3, padding=1)
        self.bn = nn.BatchNorm1d(cam_channels)
        self.depth_mlp = nn.Sequential(nn.Linear(cam_channels, mid_channels), nn.ReLU(), nn.Linear(mid_channels, mid_channels))
        self.depth_conv = nn.Conv2d(mid_channels, DEPTH, 1)

    def forward(self, x, mlp_input):
        mlp_input = self.bn(mlp_input.reshape(-1, mlp_input.shape[-1]))
        x = F.relu(self.reduce_conv(x))
        x = x * self.depth_mlp(mlp_input)[..., None, None].sigmoid()
        return self.depth_conv(x)


class BEVDepth4D(nn.Module):
    def __init__(self, channels=32):
        super().__init__()
        self.img_backbone = nn.Sequential(nn.Conv2d(3, channels, 4, stride=4), nn.ReLU())
        self.depth_net = DepthNet(channels, channels)

    def get_mlp_input(self, sensor2ego, intrin, bda):
        B, N, _, _ = sensor2ego.shape
        bda = bda.view(B, 1, 3, 3).repeat(1, N, 1, 1)
        mlp_input = torch.stack([
            intrin[:, :, 0, 0], intrin[:, :, 1, 1], intrin[:, :, 0, 2], intrin[:, :, 1, 2],
            bda[:, :, 0, 0], bda[:, :, 0, 1], bda[:, :, 1, 0], bda[:, :, 1, 1], bda[:, :, 2, 2],
        ], dim=-1)
        sensor2ego = sensor2ego[:, :, :3, :].reshape(B, N, -1)
        return torch.cat([mlp_input, sensor2ego], dim=-1)

    def align_after_augmentation(self, sensor2ego, bda):
        # pose of the cameras in the augmented frame, also used for the adjacent frame
        return bda.unsqueeze(1) @ sensor2ego

    def forward(self, imgs, sensor2ego, intrin, bda):
        feats = self.img_backbone(imgs.flatten(0, 1))
        pose = self.align_after_augmentation(sensor2ego, bda)
        mlp_input = self.get_mlp_input(sensor2ego, intrin, bda)
        return self.depth_net(feats, mlp_input), pose


def main():
    torch.manual_seed(0)
    loader = DataLoader(NuScenesSamples(), batch_size=2)
    model = BEVDepth4D()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4)
    for imgs, sensor2egos, intrins, bda, gt_depth in loader:
        depth, pose = model(imgs, sensor2egos, intrins, bda)
        loss = F.cross_entropy(depth, gt_depth.flatten(0, 1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss_depth", round(loss.item(), 4), "cameras", tuple(pose.shape[:2]))


if __name__ == "__main__":
    main()
