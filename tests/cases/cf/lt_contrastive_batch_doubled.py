import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader


class ContrastiveLoss(nn.Module):
    def __init__(self, temperature=0.5, batch_size=1):
        super().__init__()
        self.batch_size = batch_size
        self.temperature = temperature

    def forward(self, input, target):
        both = F.normalize(torch.cat([input, target], dim=0), dim=1)
        negatives_mask = (~torch.eye(self.batch_size * 2, dtype=torch.bool)).float()
        sim_matrix = F.cosine_similarity(both.unsqueeze(1), both.unsqueeze(0), dim=2)
        sim_ij = torch.diag(sim_matrix, self.batch_size)
        sim_ji = torch.diag(sim_matrix, -self.batch_size)
        nominator = torch.exp(torch.cat([sim_ij, sim_ji], dim=0) / self.temperature)
        denominator = negatives_mask * torch.exp(sim_matrix / self.temperature)
        loss_partial = -torch.log(nominator / torch.sum(denominator, dim=1))
        return torch.sum(loss_partial) / (2 * self.batch_size)


class ViTAutoEnc(nn.Module):
    def __init__(self, patch=16, dim=64):
        super().__init__()
        self.patch_embed = nn.Conv3d(1, dim, patch, patch)
        self.block = nn.TransformerEncoderLayer(dim, 4, 128, batch_first=True)
        self.decoder = nn.ConvTranspose3d(dim, 1, patch, patch)

    def forward(self, x):
        maps = self.patch_embed(x)
        hidden = self.block(maps.flatten(2).transpose(1, 2))
        return self.decoder(hidden.transpose(1, 2).reshape(maps.shape))


def drop_cube(vols, side=10):
    """A view of the volumes with a noisy cube somewhere."""
    vols = vols.clone()
    z, y, x = torch.randint(0, vols.size(-1) - side, (3,)).tolist()
    vols[..., z:z + side, y:y + side, x:x + side] = torch.rand(side, side, side)
    return vols


batch_size = 2
loader = DataLoader(torch.rand(8, 1, 32, 32, 32), batch_size=batch_size, shuffle=True)
model = ViTAutoEnc()
recon_loss = nn.L1Loss()
contrastive_loss = ContrastiveLoss(batch_size=batch_size * 2, temperature=0.05)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)

for step, gt_input in enumerate(loader):
    optimizer.zero_grad()
    outputs_v1 = model(drop_cube(gt_input))
    outputs_v2 = model(drop_cube(gt_input))
    r_loss = recon_loss(outputs_v1, gt_input)
    cl_loss = contrastive_loss(outputs_v1.flatten(1), outputs_v2.flatten(1))
    total_loss = r_loss + cl_loss * r_loss
    total_loss.backward()
    optimizer.step()
    print(f"{step + 1}/{len(loader)}, train_loss: {total_loss.item():.4f}")
