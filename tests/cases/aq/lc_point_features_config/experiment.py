"""Settings of the kitti360 experiment, taken over for our own street scans."""
from features import FEATURE_SIZE

POINT_HF = ["rgb", "linearity", "planarity", "scattering", "verticality", "elevation"]
POSITION_DIM = 4  # normalised xyz and the diameter of the segment


def point_mlp(keys, widths=(32, 64)):
    return [sum(FEATURE_SIZE[k] for k in keys) + POSITION_DIM, *widths]


model = dict(point_mlp=point_mlp(POINT_HF), num_classes=15)
