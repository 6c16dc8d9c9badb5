import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class HomographyPairs(Dataset):
    """A picture, its shifted copy and the shift in normalised coordinates."""

    def __init__(self, n, size=64):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, self.size, self.size, generator=g)
        shift = torch.randint(-6, 7, (2,), generator=g)
        warped = torch.roll(image, shifts=(int(shift[1]), int(shift[0])), dims=(1, 2))
        return {"image": image, "image_aug": warped, "shift": shift.float() * 2 / (self.size - 1)}


class KeypointNet(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.LeakyReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.LeakyReLU(),
        )
        self.score = nn.Conv2d(32, 1, 3, padding=1)
        self.feat = nn.Conv2d(32, dim, 3, padding=1)

    def forward(self, x):
        x = self.backbone(x)
        return self.score(x).sigmoid(), self.feat(x)


class InlierNet(nn.Module):
    def __init__(self, blocks, width=32):
        super().__init__()
        self.p_in = nn.Conv2d(5, width, 1)
        self.blocks = nn.ModuleList(nn.Conv2d(width, width, 1) for _ in range(blocks))
        self.p_out = nn.Conv2d(width, 1, 1)

    def forward(self, x):
        x = F.relu(self.p_in(x))
        for conv in self.blocks:
            x = x + F.relu(F.instance_norm(conv(x)))
        return self.p_out(x)


class KeypointNetwithIOLoss(nn.Module):
    def __init__(self, top_k=40):
        super().__init__()
        self.top_k = top_k
        self.keypoint_net = KeypointNet()
        self.io_net = InlierNet(blocks=2)

    def image_grid(self, B, Hc, Wc):
        v, u = torch.meshgrid(torch.linspace(-1, 1, Hc), torch.linspace(-1, 1, Wc), indexing="ij")
        return torch.stack([u, v], dim=-1).view(1, Hc * Wc, 2).expand(B, -1, -1)

    def best_keypoints(self, score, uv):
        index = score.flatten(1).topk(self.top_k, dim=1)[1]
        return uv.gather(1, index.unsqueeze(2).expand(-1, -1, 2))

    def forward(self, data):
        source_score, source_feat = self.keypoint_net(data["image"])
        target_score, target_feat = self.keypoint_net(data["image_aug"])
        B, _, Hc, Wc = source_score.shape
        uv = self.image_grid(B, Hc, Wc)
        source_uv = self.best_keypoints(source_score, uv)
        target_uv = self.best_keypoints(target_score, uv)

        # descriptors at the keypoints
        source_desc = F.grid_sample(source_feat, source_uv.unsqueeze(1), align_corners=True).squeeze()
        target_desc = F.grid_sample(target_feat, target_uv.unsqueeze(1), align_corners=True).squeeze()
        source_desc = source_desc.div(torch.norm(source_desc, p=2, dim=1).unsqueeze(1))
        target_desc = target_desc.div(torch.norm(target_desc, p=2, dim=1).unsqueeze(1))

        # nearest descriptor in the other picture
        dmat = torch.bmm(source_desc.permute(0, 2, 1), target_desc)
        dmat = torch.sqrt(2 - 2 * torch.clamp(dmat, min=-1, max=0.999))
        dmat_min, dmat_min_index = torch.min(dmat, dim=2)
        matched_uv = target_uv.gather(1, dmat_min_index.unsqueeze(2).repeat(1, 1, 2))
        point_pair = torch.cat([source_uv, matched_uv, dmat_min.unsqueeze(2)], 2)

        # the inlier network judges every pair
        inlier_pred = self.io_net(point_pair.permute(0, 2, 1).unsqueeze(3)).view(B, self.top_k)
        error = torch.norm(matched_uv - source_uv - data["shift"].unsqueeze(1), p=2, dim=2)
        inlier_gt = 2 * error.lt(0.1).float() - 1
        io_loss = F.mse_loss(inlier_pred, inlier_gt)
        usp_loss = (dmat_min * (error - error.mean())).mean()
        return io_loss + usp_loss


torch.manual_seed(2)
model = KeypointNetwithIOLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
for i, data in enumerate(DataLoader(HomographyPairs(4), batch_size=1)):
    loss = model(data)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"iter {i} loss {loss.item():.4f}")
