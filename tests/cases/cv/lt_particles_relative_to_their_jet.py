import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EPS = 1e-12


def get_p_polar(p):
    """(E, px, py, pz) -> (pt, eta, phi)"""
    px, py, pz = p[..., 1], p[..., 2], p[..., 3]
    pt = torch.sqrt(px ** 2 + py ** 2 + EPS)
    eta = torch.asinh(pz / (pt + EPS))
    phi = torch.atan2(py + EPS, px + EPS)
    return torch.stack((pt, eta, phi), dim=-1)


def get_polar_rel(p, jet):
    """Polar coordinates of the particles with respect to their jet."""
    p = get_p_polar(p)
    jet = get_p_polar(jet)
    pt = p[..., 0] / jet[..., 0]
    eta = p[..., 1] - jet[..., 1]
    phi = p[..., 2] - jet[..., 2]
    return torch.stack((pt, eta, phi), dim=-1)


def preprocess(recons, target, abs_coord):
    if abs_coord:
        return get_p_polar(recons), get_p_polar(target)
    target_jet = target.sum(dim=-2)
    target = get_polar_rel(target, target_jet)
    recons = get_polar_rel(recons, target_jet)
    return recons, target


def chamfer_loss(recons, target, abs_coord=True, jet_weight=1.0):
    """Distance between two sets of particles, plus the error of the jet itself."""
    jet_loss = nn.functional.mse_loss(recons.sum(dim=-2), target.sum(dim=-2))
    p, q = preprocess(recons, target, abs_coord)
    dist = torch.cdist(p, q)
    particle_loss = dist.min(dim=-1)[0].mean() + dist.min(dim=-2)[0].mean()
    return particle_loss + jet_weight * jet_loss


class JetAutoencoder(nn.Module):
    def __init__(self, num_particles=30, latent=16, width=64):
        super().__init__()
        self.num_particles = num_particles
        self.embed = nn.Sequential(nn.Linear(4, width), nn.LeakyReLU(0.2), nn.Linear(width, width))
        self.to_latent = nn.Linear(width, latent)
        self.decoder = nn.Sequential(
            nn.Linear(latent, width), nn.LeakyReLU(0.2), nn.Linear(width, num_particles * 3),
        )

    def forward(self, p4):
        z = self.to_latent(self.embed(p4).sum(dim=-2))
        p3 = self.decoder(z).view(-1, self.num_particles, 3)
        energy = p3.norm(dim=-1, keepdim=True)
        return torch.cat((energy, p3), dim=-1)


def simulate_jets(n, num_particles=30):
    direction = torch.randn(n, 1, 3)
    p3 = torch.rand(n, num_particles, 1) * (direction + 0.2 * torch.randn(n, num_particles, 3))
    return torch.cat((p3.norm(dim=-1, keepdim=True), p3), dim=-1)


def train_epoch(loader, model, optimizer, **loss_args):
    total = 0.0
    for (p4,) in loader:
        optimizer.zero_grad()
        loss = chamfer_loss(model(p4), p4, **loss_args)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


torch.manual_seed(4)
loader = DataLoader(TensorDataset(simulate_jets(64)), batch_size=16, shuffle=True)
model = JetAutoencoder()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    loss = train_epoch(loader, model, optimizer, abs_coord=False, jet_weight=0.1)
    print(f"epoch {epoch}, loss {loss:.4f}")
