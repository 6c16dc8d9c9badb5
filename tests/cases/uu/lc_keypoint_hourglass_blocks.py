import torch
import torch.nn.functional as F
from torch import nn

config = {
    "dataset_params": {"frame_shape": (224, 224, 3), "num_videos": 4},
    "model_params": {
        "common_params": {"num_kp": 10, "num_channels": 3},
        "kp_detector_params": {
            "temperature": 0.1,
            "block_expansion": 8,
            "max_features": 64,
            "scale_factor": 0.25,
            "num_blocks": 4,
        },
    },
    "train_params": {"batch_size": 2, "lr_kp_detector": 2e-4, "num_epochs": 1},
}


class DownBlock2d(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.norm = nn.BatchNorm2d(cout)
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        return self.pool(F.relu(self.norm(self.conv(x))))


class UpBlock2d(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        x = F.interpolate(x, scale_factor=2)
        return F.relu(self.norm(self.conv(x)))


class Encoder(nn.Module):
    def __init__(self, block_expansion, in_features, num_blocks, max_features):
        super().__init__()
        width = [in_features] + [min(max_features, block_expansion * 2 ** (i + 1)) for i in range(num_blocks)]
        self.down_blocks = nn.ModuleList(DownBlock2d(a, b) for a, b in zip(width[:-1], width[1:]))

    def forward(self, x):
        outs = [x]
        for block in self.down_blocks:
            outs.append(block(outs[-1]))
        return outs


class Decoder(nn.Module):
    def __init__(self, block_expansion, in_features, num_blocks, max_features):
        super().__init__()
        blocks = []
        for i in reversed(range(num_blocks)):
            here = min(max_features, block_expansion * 2 ** (i + 1))
            cin = here if i == num_blocks - 1 else 2 * here
            blocks.append(UpBlock2d(cin, min(max_features, block_expansion * 2 ** i)))
        self.up_blocks = nn.ModuleList(blocks)
        self.skip_convs = nn.ModuleList(
            nn.Conv2d(in_features if i == 0 else min(max_features, block_expansion * 2 ** i),
                      min(max_features, block_expansion * 2 ** i), 1)
            for i in reversed(range(num_blocks)))
        self.out_filters = 2 * block_expansion

    def forward(self, outs):
        out = outs.pop()
        for up_block, conv in zip(self.up_blocks, self.skip_convs):
            out = up_block(out)
            skip = conv(outs.pop())
            out = torch.cat([out, skip], dim=1)
        return out


class KPDetector(nn.Module):
    """Finds key points as the means of softmax heat maps."""

    def __init__(self, num_kp, num_channels, temperature, block_expansion, max_features, scale_factor, num_blocks):
        super().__init__()
        self.encoder = Encoder(block_expansion, num_channels, num_blocks, max_features)
        self.decoder = Decoder(block_expansion, num_channels, num_blocks, max_features)
        self.kp = nn.Conv2d(self.decoder.out_filters, num_kp, 7, padding=3)
        self.temperature, self.scale_factor = temperature, scale_factor

    def forward(self, x):
        x = F.interpolate(x, scale_factor=self.scale_factor, mode="bilinear", recompute_scale_factor=True)
        heat = self.kp(self.decoder(self.encoder(x)))
        b, k, h, w = heat.shape
        heat = (heat.flatten(2) / self.temperature).softmax(-1).view(b, k, h, w)
        ys, xs = torch.linspace(-1, 1, h), torch.linspace(-1, 1, w)
        return torch.stack([(heat.sum(2) * xs).sum(-1), (heat.sum(3) * ys).sum(-1)], dim=-1)


def frames(params):
    h, w, c = params["frame_shape"]
    return torch.rand(params["num_videos"], 2, c, h, w)


def train(config):
    torch.manual_seed(0)
    params, model = config["train_params"], config["model_params"]
    kp_detector = KPDetector(**model["common_params"], **model["kp_detector_params"])
    optimizer = torch.optim.Adam(kp_detector.parameters(), lr=params["lr_kp_detector"], betas=(0.5, 0.999))
    for epoch in range(params["num_epochs"]):
        for clip in frames(config["dataset_params"]).split(params["batch_size"]):
            kp_source, kp_driving = kp_detector(clip[:, 0]), kp_detector(clip[:, 1])
            mirrored = kp_detector(clip[:, 1].flip(-1)) * torch.tensor([-1.0, 1.0])
            loss = (kp_driving - mirrored).abs().mean() + 0.1 * (kp_source - kp_driving).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(epoch, loss.item())


train(config)
