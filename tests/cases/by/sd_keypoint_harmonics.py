import math
from argparse import Namespace

import torch
from torch import nn

args = Namespace(
    init_networks=["identity_embedder", "keypoints_embedder"],
    pse_in_channels=136,
    pse_num_channels=256,
    pse_num_harmonics=4,
    pse_use_harmonic_enc=True,
)


class PoseMLP(nn.Module):
    def __init__(self, in_channels, n, out=64):
        super().__init__()
        self.mlp = nn.Sequential(
            nn.Linear(in_channels, n), nn.LeakyReLU(0.2), nn.Linear(n, n), nn.LeakyReLU(0.2), nn.Linear(n, out),
        )

    def forward(self, pose):
        return self.mlp(pose)


class KeypointsEmbedder(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.harmonic = args.pse_use_harmonic_enc
        in_channels = args.pse_in_channels
        if self.harmonic:
            in_channels *= args.pse_num_harmonics * 2
            self.register_buffer("frequencies", math.pi * 2.0 ** torch.arange(args.pse_num_harmonics))
        self.net = PoseMLP(in_channels, args.pse_num_channels)

    def forward(self, keypoints):
        pose = keypoints.flatten(1)
        if self.harmonic:
            pose = (pose.unsqueeze(-1) * self.frequencies).flatten(1)
            pose = torch.cat([pose.sin(), pose.cos()], dim=1)
        return self.net(pose)


def build_networks(args):
    conv = nn.Sequential(nn.Conv2d(3, 16, 7, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
    identity = nn.Sequential(conv, nn.Flatten(), nn.Linear(16, 64))
    return nn.ModuleDict({"identity_embedder": identity, "keypoints_embedder": KeypointsEmbedder(args)})


def released_weights():
    options = Namespace(pse_in_channels=136, pse_num_channels=256, pse_use_harmonic_enc=False)
    return {name: net.state_dict() for name, net in build_networks(options).items()}


weights = released_weights()
nets = build_networks(args)
for name in args.init_networks:
    nets[name].load_state_dict(weights[name])

optimizer = torch.optim.Adam(nets.parameters(), lr=2e-4)
for step in range(3):
    img, keypoints = torch.rand(4, 3, 64, 64), torch.rand(4, 68, 2) * 2 - 1
    loss = (nets["identity_embedder"](img) - nets["keypoints_embedder"](keypoints)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
