import os
import tempfile

import torch

from configs import INFERENCE, PROMPTS
from unet import UNet3D
from weights import download_motion_modules, load_motion_module


@torch.no_grad()
def animate(unet, model_config, size=8):
    g = torch.Generator().manual_seed(model_config["seed"] % 2**31)
    latents = torch.randn(1, 4, model_config["length"], size, size, generator=g)
    for _ in range(model_config["steps"]):
        latents = latents - unet(latents) / model_config["steps"]
    return latents


with tempfile.TemporaryDirectory() as models:
    download_motion_modules(models)
    for model_config in PROMPTS:
        unet = UNet3D(**INFERENCE[model_config["inference_config"]]).eval()
        load_motion_module(unet, os.path.join(models, model_config["motion_module"]))
        sample = animate(unet, model_config)
        print(model_config["prompt"], tuple(sample.shape), f"{sample.std().item():.3f}")
