from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class SeriesConfig:
    input_size: int = 1
    context_length: int = 36
    prediction_length: int = 12
    num_time_features: int = 2
    d_model: int = 32


class MeanScaler(nn.Module):
    def forward(self, data):
        scale = data.abs().mean(dim=1, keepdim=True).clamp(min=1e-5)
        return data / scale, torch.zeros_like(scale), scale


class SeriesTransformer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.scaler = MeanScaler()
        width = 3 * config.input_size + config.num_time_features
        self.value_embedding = nn.Linear(width, config.d_model)
        self.encoder = nn.TransformerEncoderLayer(config.d_model, 4, 64, batch_first=True)
        self.head = nn.Linear(config.d_model, config.prediction_length * config.input_size)

    def create_inputs(self, past, time_features):
        values, loc, scale = self.scaler(past)
        if self.config.input_size == 1:
            log_loc, log_scale = loc.abs().log1p(), scale.log()
        else:
            log_loc, log_scale = loc.squeeze(1).abs().log1p(), scale.squeeze(1).log()
        static = torch.cat([log_loc, log_scale], dim=1)
        static = static.unsqueeze(1).expand(-1, self.config.context_length, -1)
        return torch.cat([values, static, time_features], dim=-1), scale

    def forward(self, past, time_features):
        inputs, scale = self.create_inputs(past, time_features)
        h = self.encoder(self.value_embedding(inputs))
        out = self.head(h[:, -1]).view(len(past), self.config.prediction_length, self.config.input_size)
        return out * scale


def make_batch(cfg, n=8):
    total = cfg.context_length + cfg.prediction_length
    t = torch.arange(total)[None, :, None] + torch.randint(0, 24, (n, 1, 1))
    series = 5 + torch.sin(t / 24 * 6.28) + 0.1 * torch.randn(n, total, cfg.input_size)
    clock = torch.cat([torch.sin(t / 24), torch.cos(t / 24)], dim=-1)
    k = cfg.context_length
    return series[:, :k], clock[:, :k], series[:, k:]


cfg = SeriesConfig()
model = SeriesTransformer(cfg)
opt = torch.optim.AdamW(model.parameters(), lr=6e-4)
for step in range(3):
    past, clock, future = make_batch(cfg)
    loss = nn.functional.smooth_l1_loss(model(past, clock), future)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(step, loss.item())
