import os

import torch

from configs import INFERENCE
from unet import UNet3D

FILES = {"mm_sd_v15.ckpt": "inference-v1", "mm_sd_v15_v2.ckpt": "inference-v2"}


def download_motion_modules(folder):
    for name, config in FILES.items():
        torch.manual_seed(len(name))
        state = UNet3D(**INFERENCE[config]).state_dict()
        torch.save({k: v for k, v in state.items() if "_motion." in k}, os.path.join(folder, name))


def load_motion_module(unet, path):
    state = torch.load(path, map_location="cpu")
    missing, unexpected = unet.load_state_dict(state, strict=False)
    assert len(unexpected) == 0, unexpected
    print(f"motion module: {len(state)} tensors, {len(missing)} left to the image model")
    return unet
