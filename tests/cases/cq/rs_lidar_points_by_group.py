import torch
from torch import nn
import torch.nn.functional as F

PC_RANGE = (-40.0, -40.0, -1.0, 40.0, 40.0, 5.4)


def sampling_pts_feats(sample_points, pts_feats, pc_range):
    """sample_points: [B, Q, G, P, 3] in metres; pts_feats: bird's eye map of the point cloud."""
    B, Q, G, P, _ = sample_points.shape
    low, high = sample_points.new_tensor(pc_range[:2]), sample_points.new_tensor(pc_range[3:5])
    xy = (sample_points[..., :2] - low) / (high - low) * 2 - 1
    grid = xy.permute(0, 2, 1, 3, 4).reshape(B * G, Q, P, 2)
    sampled = F.grid_sample(pts_feats, grid, align_corners=False)
    return sampled.reshape(B, G, -1, Q, P).permute(0, 3, 1, 4, 2)


class OccupancyDecoderLayer(nn.Module):
    def __init__(self, embed_dims=64, num_groups=4, num_points=6, num_refines=8, num_classes=17):
        super().__init__()
        self.G, self.P, self.R = num_groups, num_points, num_refines
        self.group_dims = embed_dims // num_groups
        self.offset = nn.Linear(embed_dims, num_groups * num_points * 3)
        self.mixing = nn.Linear(self.group_dims * num_points, self.group_dims)
        self.norm = nn.LayerNorm(embed_dims)
        self.cls_branch = nn.Linear(embed_dims, num_refines * num_classes)

    def forward(self, query_feat, query_pos, pts_feats):
        B, Q, _ = query_feat.shape
        offset = self.offset(query_feat).view(B, Q, self.G, self.P, 3)
        points = query_pos[:, :, None, None] + offset
        feats = sampling_pts_feats(points, pts_feats, PC_RANGE)
        mixed = self.mixing(feats.flatten(3)).flatten(2)
        query_feat = self.norm(query_feat + mixed)
        return query_feat, self.cls_branch(query_feat).view(B, Q, self.R, -1)


class OccupancyHead(nn.Module):
    def __init__(self, num_query=50, embed_dims=64):
        super().__init__()
        self.init_points = nn.Embedding(num_query, 3)
        self.init_feat = nn.Embedding(num_query, embed_dims)
        self.decoder = nn.ModuleList(OccupancyDecoderLayer(embed_dims) for _ in range(2))

    def forward(self, pts_feats):
        B = pts_feats.size(0)
        pos = (self.init_points.weight.sigmoid() * 80 - 40).expand(B, -1, -1)
        feat = self.init_feat.weight.expand(B, -1, -1)
        for layer in self.decoder:
            feat, scores = layer(feat, pos, pts_feats)
        return scores


torch.manual_seed(0)
head = OccupancyHead()
bev = torch.randn(2, 64, 32, 32)
labels = torch.randint(0, 17, (2, 50, 8))
loss = F.cross_entropy(head(bev).flatten(0, 2), labels.flatten())
loss.backward()
print(loss.item())
