import torch
from torch.utils.data import DataLoader

from clouds import chamfer, half_spheres
from models import ModelNoise as Model


def inference_net(weights, n_points):
    loader = DataLoader(half_spheres(2, n_points, seed=1), batch_size=1)
    model = Model()
    checkpoint = torch.load(weights)
    model.load_state_dict(checkpoint["model"])
    model.eval()
    with torch.no_grad():
        for i, (partial, complete) in enumerate(loader):
            pcds = model(partial)
            print(f"Test[{i + 1}/{len(loader)}] cd {chamfer(pcds[-1], complete).item():.4f}")
