import torch
from torch import nn

torch.manual_seed(21)


def extract(a, t, x_shape=(1, 1, 1, 1)):
    b, *_ = t.shape
    return a.gather(-1, t).reshape(b, *((1,) * (len(x_shape) - 1)))


class NoiseLevelNet(nn.Module):
    """Predicts the noise of y from the condition, y and the noise level gamma."""

    def __init__(self, channels=24):
        super().__init__()
        self.level = nn.Sequential(nn.Linear(1, channels), nn.SiLU(), nn.Linear(channels, channels))
        self.inp = nn.Conv2d(6, channels, 3, padding=1)
        self.mid = nn.Conv2d(channels, channels, 3, padding=1)
        self.out = nn.Conv2d(channels, 3, 3, padding=1)

    def forward(self, x, gammas):
        emb = self.level(gammas.view(-1, 1))
        h = torch.nn.functional.silu(self.inp(x) + emb[:, :, None, None])
        return self.out(torch.nn.functional.silu(self.mid(h)))


class DiffusionGenerator(nn.Module):
    def __init__(self, n_timesteps=1000):
        super().__init__()
        betas = torch.linspace(1e-6, 0.01, n_timesteps)
        self.num_timesteps = n_timesteps
        self.register_buffer("gammas", torch.cumprod(1.0 - betas, dim=0))
        self.denoise_fn = NoiseLevelNet()

    def forward(self, y_0, y_cond, mask):
        t = torch.randint(1, self.num_timesteps, (y_0.shape[0],))
        gamma = extract(self.gammas, t)
        noise = torch.randn_like(y_0)
        y_noisy = gamma.sqrt() * y_0 + (1 - gamma).sqrt() * noise
        y_noisy = y_noisy * mask + (1.0 - mask) * y_0
        return noise, self.denoise_fn(torch.cat([y_cond, y_noisy], dim=1), gamma)

    @torch.no_grad()
    def restoration_ddim(self, y_cond, y_0, mask, num_steps=5):
        b = y_cond.shape[0]
        y_t = torch.randn_like(y_cond)
        tlist = torch.linspace(self.num_timesteps - 1, 0, num_steps + 1).long()
        for now, prev in zip(tlist[:-1], tlist[1:]):
            t, prevt = now.expand(b), prev.expand(b)
            gamma_t = extract(self.gammas, t, x_shape=(1, 1))
            gamma_prevt = extract(self.gammas, prevt, x_shape=(1, 1))
            noise = self.denoise_fn(torch.cat([y_cond, y_t], dim=1), gamma_t)
            y_0_hat = ((y_t - (1 - gamma_t).sqrt() * noise) / gamma_t.sqrt()).clamp(-1.0, 1.0)
            y_t = gamma_prevt.sqrt() * y_0_hat + (1 - gamma_prevt).sqrt() * noise
            y_t = y_t * mask + (1.0 - mask) * y_0
        return y_t


net = DiffusionGenerator()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
pictures = torch.rand(6, 3, 32, 32) * 2 - 1
mask = torch.zeros(6, 1, 32, 32)
mask[:, :, 8:20, 10:22] = 1.0
y_cond = pictures * (1 - mask) + mask * torch.randn_like(pictures)
for step in range(3):
    noise, noise_hat = net(pictures, y_cond, mask)
    loss = nn.functional.mse_loss(mask * noise, mask * noise_hat)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
visuals = net.restoration_ddim(y_cond, pictures, mask)
print("filled pictures", tuple(visuals.shape), visuals.mean().item())
