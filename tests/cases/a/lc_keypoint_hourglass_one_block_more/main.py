import torch

from hourglass import KPDetector
from vox_config import config


def frames(params, n):
    h, w, c = params["frame_shape"]
    for i in range(n):
        g = torch.Generator().manual_seed(i)
        yield torch.rand(config["train_params"]["batch_size"], c, h, w, generator=g)


def equivariance(kp, kp_flipped):
    mirrored = kp_flipped * torch.tensor([-1.0, 1.0])
    return (kp - mirrored).abs().mean()


model_params = config["model_params"]
kp_detector = KPDetector(**model_params["kp_detector_params"], **model_params["common_params"])
optimizer = torch.optim.Adam(kp_detector.parameters(), lr=config["train_params"]["lr"], betas=(0.5, 0.999))
for x in frames(config["dataset_params"], 2):
    loss = equivariance(kp_detector(x), kp_detector(x.flip(3)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("equivariance", loss.item())
