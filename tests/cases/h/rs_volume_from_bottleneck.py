import torch
from torch import nn


class VAEBranch(nn.Module):
    """Reconstructs the scan from the bottleneck, to regularise the encoder."""

    def __init__(self, input_shape=(32, 32, 16), init_channels=8, out_channels=2, squeeze_channels=8):
        super().__init__()
        self.input_shape = input_shape
        self.squeeze_channels = squeeze_channels
        self.hidden_conv = nn.Sequential(nn.Conv3d(init_channels * 8, squeeze_channels, 3, padding=1), nn.AdaptiveAvgPool3d(1))
        voxels = 1
        for side in input_shape:
            voxels *= side // 16
        self.mu_fc = nn.Linear(squeeze_channels // 2, squeeze_channels // 2)
        self.reconstraction = nn.Sequential(nn.Linear(squeeze_channels // 2, init_channels * 8 * voxels), nn.ReLU(inplace=True))
        self.up = nn.Sequential(
            nn.Conv3d(init_channels * 8, init_channels * 2, 1), nn.Upsample(scale_factor=4),
            nn.Conv3d(init_channels * 2, init_channels, 1), nn.Upsample(scale_factor=4),
        )
        self.out = nn.Conv3d(init_channels, out_channels, 1)

    def forward(self, x):
        batch_size = x.shape[0]
        x = self.hidden_conv(x).view(batch_size, -1)
        mu = self.mu_fc(x[:, : self.squeeze_channels // 2])
        std = torch.exp(0.5 * x[:, self.squeeze_channels // 2 :])
        z = mu + std * torch.randn_like(std)
        re_x = self.reconstraction(z)
        recon_shape = [
            batch_size,
            self.squeeze_channels // 2,
            self.input_shape[0] // 16,
            self.input_shape[1] // 16,
            self.input_shape[2] // 16,
        ]
        re_x = re_x.view(recon_shape)
        return self.out(self.up(re_x)), mu, std


torch.manual_seed(0)
encoder = nn.Sequential(nn.Conv3d(2, 16, 3, 4, 1), nn.ReLU(), nn.Conv3d(16, 64, 3, 2, 1), nn.ReLU())
branch = VAEBranch()
optimizer = torch.optim.Adam([*encoder.parameters(), *branch.parameters()], lr=1e-4)
for step in range(2):
    scan = torch.rand(2, 2, 32, 32, 16)
    recon, mu, std = branch(encoder(scan))
    kl = 0.5 * (mu.pow(2) + std.pow(2) - 1 - 2 * std.log()).mean()
    loss = nn.functional.mse_loss(recon, scan) + 0.1 * kl
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
