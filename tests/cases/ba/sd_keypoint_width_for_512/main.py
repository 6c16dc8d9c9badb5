import os
import tempfile

import torch

from config import IDOL_512, VOX_256
from keypoint_detector import KPDetector


def build(config):
    return KPDetector(**config["kp_detector_params"], **config["common_params"])


def train(config, checkpoint):
    kp_detector = build(config)
    state = torch.load(checkpoint)
    kp_detector.load_state_dict(state["kp_detector"])
    optimizer = torch.optim.Adam(kp_detector.parameters(), lr=2e-4, betas=(0.5, 0.999))
    h, w, c = config["frame_shape"]
    for step in range(2):
        frame = torch.rand(2, c, h, w)
        kp, kp_flipped = kp_detector(frame), kp_detector(frame.flip(3))
        back = kp_flipped["value"] * torch.tensor([-1.0, 1.0])
        loss = (kp["value"] - back).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, "equivariance", loss.item())


with tempfile.TemporaryDirectory() as d:
    path = os.path.join(d, "vox-cpk.pth.tar")
    torch.save({"kp_detector": build(VOX_256).state_dict()}, path)
    train(IDOL_512, checkpoint=path)
