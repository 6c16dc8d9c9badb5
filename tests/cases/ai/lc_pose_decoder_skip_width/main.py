import torch
from torch.utils.data import DataLoader, TensorDataset

from model import ConvNextPose

config = dict(
    model_type="tiny",
    in_channels=1,
    filters_rate=1.5,
    output_stride=2,
    part_names=["head", "thorax", "abdomen", "wingL", "wingR"],
)


def confidence_maps(points, size, stride, sigma=2.5):
    grid = torch.arange(0, size, stride).float()
    dx = grid.view(1, 1, 1, -1) - points[..., 0, None, None]
    dy = grid.view(1, 1, -1, 1) - points[..., 1, None, None]
    return torch.exp(-(dx ** 2 + dy ** 2) / (2 * sigma ** 2))


def main():
    torch.manual_seed(1)
    size, n = 96, 8
    frames = torch.rand(n, 1, size, size)
    points = torch.rand(n, len(config["part_names"]), 2) * size
    maps = confidence_maps(points, size, config["output_stride"])
    net = ConvNextPose(config)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    for frame, target in DataLoader(TensorDataset(frames, maps), batch_size=4, shuffle=True):
        loss = torch.nn.functional.mse_loss(net(frame), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.5f}")


if __name__ == "__main__":
    main()
