import torch
from torch import nn

torch.manual_seed(2)

config = {
    "num_regions": 15,
    "num_channels": 3,
    "block_expansion": 16,
    "temperature": 0.1,
}


class RegionPredictor(nn.Module):
    """Heat maps of the moving regions of a face and an affine transform for each."""

    def __init__(self, num_regions, num_channels, block_expansion, temperature):
        super().__init__()
        self.predictor = nn.Sequential(
            nn.Conv2d(num_channels, block_expansion, 3, padding=1), nn.ReLU(),
            nn.AvgPool2d(2),
            nn.Conv2d(block_expansion, block_expansion, 3, padding=1), nn.ReLU(),
        )
        self.regions = nn.Conv2d(block_expansion, num_regions, 7, padding=3)
        self.affine = nn.Conv2d(block_expansion, 4 * num_regions, 7, padding=3)
        self.temperature = temperature

    def forward(self, x):
        features = self.predictor(x)
        heat = self.regions(features)
        weights = (heat.flatten(2) / self.temperature).softmax(-1).view_as(heat)
        maps = self.affine(features).unflatten(1, (-1, 4))
        return (weights.unsqueeze(2) * maps).sum((-2, -1)).unflatten(2, (2, 2))


def published_weights():
    torch.manual_seed(0)
    donor = RegionPredictor(10, 3, 16, 0.1).state_dict()
    return {
        "kp_detector": {
            "predictor.0.weight": donor["predictor.0.weight"], "predictor.0.bias": donor["predictor.0.bias"],
            "predictor.3.weight": donor["predictor.3.weight"], "predictor.3.bias": donor["predictor.3.bias"],
            "kp.weight": donor["regions.weight"], "kp.bias": donor["regions.bias"],
            "jacobian.weight": donor["affine.weight"], "jacobian.bias": donor["affine.bias"],
        }
    }


def partial_load(module, checkpoint):
    source = checkpoint["kp_detector"]
    target = module.state_dict()
    for key in source:
        if key.startswith("predictor"):
            target[key].copy_(source[key])
    for kind in ("weight", "bias"):
        target[f"affine.{kind}"].copy_(source[f"jacobian.{kind}"])
        target[f"regions.{kind}"].copy_(source[f"kp.{kind}"])


model = RegionPredictor(**config)
partial_load(model, published_weights())
frames = torch.rand(4, 3, 32, 32)
print("mean transform", model(frames).mean().item())
