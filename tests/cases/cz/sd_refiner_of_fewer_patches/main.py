import os
import tempfile

import torch

from release import download
from waft import WAFT


def load_ckpt(model, path):
    state_dict = torch.load(path, map_location="cpu")
    model.load_state_dict(state_dict, strict=True)


def driving_pair(h=128, w=256):
    g = torch.Generator().manual_seed(1)
    scene = torch.nn.functional.interpolate(torch.rand(1, 3, 16, 34, generator=g), size=(h, w + 4), mode="bilinear")
    return scene[..., :w], scene[..., 4:], torch.tensor([-4.0, 0.0]).view(1, 2, 1, 1).expand(1, 2, h, w)


with tempfile.TemporaryDirectory() as ckpts:
    path = os.path.join(ckpts, "tar-c-t-kitti.pth")
    download(path)
    model = WAFT(refine_name="vit_tiny").eval()
    load_ckpt(model, path)

image1, image2, flow_gt = driving_pair()
with torch.no_grad():
    flow = model(image1, image2)
epe = (flow - flow_gt).norm(dim=1)
print(f"Validation KITTI: epe {epe.mean().item():.3f}, f1 {100 * (epe > 3).float().mean().item():.2f}")
