import torch

from model import InpaintingModel
from options import TrainOptions


def scenery(batch, h, w):
    """Smooth pictures between -1 and 1."""
    coarse = torch.rand(batch, 3, 8, 8) * 2 - 1
    return torch.nn.functional.interpolate(coarse, size=(h, w), mode="bilinear", align_corners=False)


torch.manual_seed(0)
config = TrainOptions().parse()
ourModel = InpaintingModel(config)
for i in range(config.max_iters):
    losses = ourModel.optimize_parameters(scenery(config.batch_size, *config.img_shapes[:2]))
    print(f"[{i}] " + " ".join(f"{k}: {v:.4f}" for k, v in losses.items()))
