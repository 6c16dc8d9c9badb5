import torch
import torch.nn.functional as F
from torch import nn


class ContextConditioningStack(nn.Module):
    def __init__(self, input_channels=1, output_channels=64, num_context_steps=4):
        super().__init__()
        self.space2depth = nn.PixelUnshuffle(2)
        width = (output_channels // 2) * input_channels // num_context_steps
        self.d1 = nn.Conv2d(4 * input_channels, width, 3, stride=2, padding=1)
        self.d2 = nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)
        self.conv1 = nn.Conv2d(width * num_context_steps, (output_channels // 2) * input_channels, 3, padding=1)
        self.conv2 = nn.Conv2d(2 * width * num_context_steps, output_channels * input_channels, 3, padding=1)

    def forward(self, x):
        x = self.space2depth(x)
        scale_1, scale_2 = [], []
        for step in x.unbind(1):
            s1 = F.relu(self.d1(step))
            scale_1.append(s1)
            scale_2.append(F.relu(self.d2(s1)))
        return F.relu(self.conv1(torch.cat(scale_1, 1))), F.relu(self.conv2(torch.cat(scale_2, 1)))


class LatentConditioningStack(nn.Module):
    def __init__(self, shape, output_channels=96):
        super().__init__()
        self.shape = shape
        self.block = nn.Sequential(nn.Conv2d(shape[0], 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, output_channels, 1))

    def forward(self, x):
        return self.block(torch.randn(len(x), *self.shape))


class ConvGRU(nn.Module):
    def __init__(self, input_channels, output_channels):
        super().__init__()
        self.read_gate = nn.Conv2d(input_channels, output_channels, 3, padding=1)
        self.update_gate = nn.Conv2d(input_channels, output_channels, 3, padding=1)
        self.output_conv = nn.Conv2d(input_channels, output_channels, 3, padding=1)

    def forward(self, sequence, state):
        outputs = []
        for x in sequence:
            xh = torch.cat([x, state], dim=1)
            read, update = torch.sigmoid(self.read_gate(xh)), torch.sigmoid(self.update_gate(xh))
            candidate = F.relu(self.output_conv(torch.cat([x, read * state], dim=1)))
            state = update * state + (1 - update) * candidate
            outputs.append(state)
        return outputs


class Sampler(nn.Module):
    def __init__(self, forecast_steps, latent_channels, context_channels, output_channels=1):
        super().__init__()
        self.forecast_steps = forecast_steps
        self.gru1 = ConvGRU(latent_channels + context_channels, context_channels)
        self.up = nn.Conv2d(context_channels, latent_channels // 2, 3, padding=1)
        self.gru2 = ConvGRU(latent_channels // 2 + context_channels // 2, context_channels // 2)
        self.head = nn.Sequential(nn.Conv2d(context_channels // 2, 16 * output_channels, 1), nn.PixelShuffle(4))

    def forward(self, states, latent):
        hidden = self.gru1([latent] * self.forecast_steps, states[1])
        hidden = [F.relu(self.up(F.interpolate(h, scale_factor=2))) for h in hidden]
        return torch.stack([self.head(h) for h in self.gru2(hidden, states[0])], dim=1)


class DGMR(nn.Module):
    def __init__(self, forecast_steps=4, input_channels=1, output_shape=64, latent_channels=96, context_channels=64):
        super().__init__()
        self.conditioning_stack = ContextConditioningStack(input_channels, context_channels)
        self.latent_stack = LatentConditioningStack((8 * input_channels, output_shape // 8, output_shape // 8), latent_channels)
        self.sampler = Sampler(forecast_steps, latent_channels, context_channels, output_channels=input_channels)

    def forward(self, x):
        return self.sampler(self.conditioning_stack(x), self.latent_stack(x))


torch.manual_seed(3)
model = DGMR(forecast_steps=3, input_channels=2)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-5, betas=(0.0, 0.999))
radar = torch.rand(2, 7, 2, 64, 64)
for step in range(2):
    past, future = radar[:, :4], radar[:, 4:]
    loss = F.l1_loss(model(past), future)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: grid loss {loss.item():.4f}")
