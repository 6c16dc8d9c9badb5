import random

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def interpolate_bilinear(grid, query_points):
    batch, height, width = grid.shape
    y = query_points[..., 0].clamp(0, height - 1)
    x = query_points[..., 1].clamp(0, width - 1)
    y0, x0 = y.floor().long().clamp(max=height - 2), x.floor().long().clamp(max=width - 2)
    wy, wx = y - y0, x - x0
    flat = grid.reshape(batch, height * width)

    def take(yy, xx):
        return flat.gather(1, (yy * width + xx).reshape(batch, -1)).reshape(batch, height, width)

    top = take(y0, x0) * (1 - wx) + take(y0, x0 + 1) * wx
    bottom = take(y0 + 1, x0) * (1 - wx) + take(y0 + 1, x0 + 1) * wx
    return top * (1 - wy) + bottom * wy


def dense_image_warp(image, flow):
    batch, height, width = image.shape
    grid_y, grid_x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    stacked = torch.stack([grid_y, grid_x], dim=-1).float()
    query = (stacked.unsqueeze(0) - flow).reshape(batch, height, width, 2)
    return interpolate_bilinear(image, query)


def time_warp(spec, W=6):
    num_rows, spec_len = spec.shape[1], spec.shape[2]
    centre = random.randint(W, spec_len - W - 1)
    shift = random.uniform(-W, W)
    t = torch.arange(spec_len).float()
    ramp = torch.where(t <= centre, t / centre, (spec_len - 1 - t) / (spec_len - 1 - centre))
    flow = torch.zeros(1, num_rows, spec_len, 2)
    flow[..., 1] = shift * ramp
    return dense_image_warp(spec, flow)


def mask_axis(spec, size, axis):
    spec = spec.clone()
    width = random.randint(0, size)
    start = random.randint(0, spec.shape[axis] - width)
    spec.narrow(axis, start, width).zero_()
    return spec


class SpecAugment(nn.Module):
    def __init__(self, warp=6, freq=8, time=12):
        super().__init__()
        self.warp, self.freq, self.time = warp, freq, time

    def forward(self, spec):
        spec = time_warp(spec, self.warp)
        spec = mask_axis(spec, self.freq, 1)
        return mask_axis(spec, self.time, 2)


class KeywordNet(nn.Module):
    def __init__(self, n_mels, n_words, hidden=32):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv1d(n_mels, hidden, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2))
        self.rnn = nn.GRU(hidden, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, n_words)

    def forward(self, spec):
        h, _ = self.rnn(self.conv(spec).transpose(1, 2))
        return self.fc(h[:, -1])


def tone_spectrograms(n=12, n_mels=40, frames=98):
    g = torch.Generator().manual_seed(2)
    labels = torch.arange(n) % 4
    specs = torch.rand(n, n_mels, frames, generator=g)
    for spec, label in zip(specs, labels):
        spec[8 * int(label):8 * int(label) + 4, 30:60] += 3.0
    return specs, labels


def fit(model, loader, augment, epochs=2):
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(epochs):
        total = 0.0
        for specs, labels in loader:
            logits = model(augment(specs))
            loss = nn.functional.cross_entropy(logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / len(loader):.4f}")


if __name__ == "__main__":
    random.seed(0)
    torch.manual_seed(0)
    specs, labels = tone_spectrograms()
    augment = SpecAugment()
    preview = augment(specs[:1])
    print("preview", tuple(preview.shape), f"{preview.mean().item():.3f}")
    fit(KeywordNet(40, 4), DataLoader(TensorDataset(specs, labels), batch_size=4), augment)
