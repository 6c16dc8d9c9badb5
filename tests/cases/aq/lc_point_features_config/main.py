import torch

import experiment
from features import assemble, geometric_features, read_point_cloud
from spt import SPT

keys = ["rgb", "linearity", "planarity", "scattering", "verticality", "elevation", "normal"]


def voxel_segments(pos, size=8.0):
    cells = (pos / size).floor().long()
    return torch.unique(cells, dim=0, return_inverse=True)[1]


net = SPT(**experiment.model).eval()
for scan in range(2):
    cloud = geometric_features(read_point_cloud(600, seed=scan))
    segment = voxel_segments(cloud["pos"])
    with torch.no_grad():
        logits = net(cloud["pos"], assemble(cloud, keys), segment)
    print(f"scan {scan}: {len(logits)} superpoints, classes {logits.argmax(1).unique().tolist()}")
