import torch
import torch.nn.functional as F
from torch import nn
from torchvision.ops import roi_align

cfg = dict(
    roi_head=dict(
        mask_roi_extractor=dict(output_size=14, spatial_scale=0.25),
        mask_head=dict(in_channels=16, fc_out_channels=64, downsample_factor=2, num_classes=8),
    ),
    train_cfg=dict(mask_size=14, num_pos=25),
)


class CoarseMaskHead(nn.Module):
    """Small mask per region from two fully connected layers, as in PointRend."""

    def __init__(self, roi_feat_size, in_channels, fc_out_channels, downsample_factor, num_classes):
        super().__init__()
        self.num_classes = num_classes
        self.output_size = roi_feat_size // downsample_factor
        self.downsample_conv = nn.Conv2d(in_channels, in_channels, downsample_factor, downsample_factor)
        self.fc1 = nn.Linear(in_channels * self.output_size ** 2, fc_out_channels)
        self.fc_logits = nn.Linear(fc_out_channels, num_classes * self.output_size ** 2)

    def forward(self, x):
        x = torch.relu(self.downsample_conv(x)).flatten(1)
        x = torch.relu(self.fc1(x))
        return self.fc_logits(x).view(-1, self.num_classes, self.output_size, self.output_size)


def sample_rois(n, size):
    corner = torch.rand(n, 2) * size * 0.5
    return torch.cat([torch.zeros(n, 1), corner, corner + 24 + torch.rand(n, 2) * 40], dim=1)


def mask_target(rois, gt_mask, mask_size):
    crops = roi_align(gt_mask[None, None].float(), rois, mask_size, aligned=True)
    return (crops[:, 0] >= 0.5).float()


def mask_loss(mask_pred, target, labels):
    picked = mask_pred[torch.arange(len(labels)), labels]
    return F.binary_cross_entropy_with_logits(picked, target)


torch.manual_seed(2)
head_cfg, train_cfg = cfg["roi_head"], cfg["train_cfg"]
extractor = head_cfg["mask_roi_extractor"]
backbone = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 16, 3, 2, 1))
mask_head = CoarseMaskHead(roi_feat_size=extractor["output_size"], **head_cfg["mask_head"])

image = torch.rand(1, 3, 160, 160)
gt_mask = torch.zeros(160, 160)
gt_mask[30:120, 40:130] = 1
rois = sample_rois(train_cfg["num_pos"], 160)
labels = torch.randint(0, head_cfg["mask_head"]["num_classes"], (len(rois),))

feats = roi_align(backbone(image), rois, extractor["output_size"], extractor["spatial_scale"], aligned=True)
loss = mask_loss(mask_head(feats), mask_target(rois, gt_mask, train_cfg["mask_size"]), labels)
loss.backward()
print("loss_mask", loss.item())
