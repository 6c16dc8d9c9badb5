import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

GRID = (8, 24, 24)


class VoxelTensor:
    """Features of the occupied voxels (N, C) and their (batch, z, y, x) indices."""

    def __init__(self, features, indices, batch_size):
        self.features, self.indices, self.batch_size = features, indices, batch_size

    def replace_feature(self, features):
        return VoxelTensor(features, self.indices, self.batch_size)


class SubMConv3d(nn.Module):
    def __init__(self, inplanes, planes, kernel_size=3):
        super().__init__()
        self.conv = nn.Conv3d(inplanes, planes, kernel_size, padding=kernel_size // 2, bias=False)

    def forward(self, x):
        b, z, y, w = x.indices.unbind(1)
        dense = x.features.new_zeros(x.batch_size, x.features.shape[1], *GRID)
        dense[b, :, z, y, w] = x.features
        return x.replace_feature(self.conv(dense)[b, :, z, y, w])


class FocalSparseConv(nn.Module):
    """Weights the voxels by a learned importance and mixes in what the camera sees there."""

    def __init__(self, planes, fuse_sum=True):
        super().__init__()
        self.fuse_sum = fuse_sum
        self.conv = SubMConv3d(planes, planes)
        self.conv_imp = SubMConv3d(planes, 1)
        self.bn1 = nn.BatchNorm1d(planes)
        self.relu = nn.ReLU(inplace=True)

    def construct_multimodal_features(self, x, x_rgb):
        b, z, y, w = x.indices.unbind(1)
        scale = x_rgb.shape[-1] / GRID[2]
        u, v = (w * scale).long(), (y * scale).long()
        image_features = x_rgb[b, :, v, u]
        if self.fuse_sum:
            return image_features + x.features
        return torch.cat([image_features, x.features], dim=1)

    def forward(self, x, x_rgb):
        importance = self.conv_imp(x).features.sigmoid()
        out = self.conv(x)
        out = out.replace_feature(out.features * importance)
        out = out.replace_feature(self.construct_multimodal_features(out, x_rgb))
        return out.replace_feature(self.relu(self.bn1(out.features)))


class VoxelBackBone8xFocal(nn.Module):
    def __init__(self, input_channels=4, num_class=3, fuse_sum=False):
        super().__init__()
        self.semseg = nn.Sequential(nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(inplace=True))
        self.conv_input = SubMConv3d(input_channels, 16)
        self.conv_focal_multimodal = FocalSparseConv(16, fuse_sum=fuse_sum)
        self.conv2 = SubMConv3d(16, 32)
        self.conv_out = SubMConv3d(32, 64)
        self.cls = nn.Linear(64, num_class)

    def forward(self, voxels, indices, images):
        x = VoxelTensor(voxels, indices, len(images))
        x = self.conv_focal_multimodal(self.conv_input(x), self.semseg(images))
        x = self.conv_out(self.conv2(x))
        return self.cls(x.features)


class Scenes(Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        n = 120 + 10 * i
        cells = torch.randperm(GRID[0] * GRID[1] * GRID[2], generator=g)[:n]
        indices = torch.stack([cells // (GRID[1] * GRID[2]), cells // GRID[2] % GRID[1], cells % GRID[2]], dim=1)
        return torch.randn(n, 4, generator=g), indices, torch.rand(3, 96, 96, generator=g), torch.randint(0, 3, (n,), generator=g)


def collate_batch(scenes):
    voxels, coords, images, labels = zip(*scenes)
    indices = [torch.cat([torch.full((len(c), 1), b), c], dim=1) for b, c in enumerate(coords)]
    return torch.cat(voxels), torch.cat(indices), torch.stack(images), torch.cat(labels)


if __name__ == "__main__":
    torch.manual_seed(0)
    model = VoxelBackBone8xFocal()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for voxels, indices, images, labels in DataLoader(Scenes(), batch_size=2, collate_fn=collate_batch):
        loss = nn.functional.cross_entropy(model(voxels, indices, images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.4f}")
