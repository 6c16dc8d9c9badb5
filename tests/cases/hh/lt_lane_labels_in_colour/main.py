import tempfile

import torch
from torch.utils.data import DataLoader

from lane_data import LaneFolder, convert_annotations
from lane_net import LaneSeg
from runner import Runner

torch.manual_seed(0)

with tempfile.TemporaryDirectory() as root:
    convert_annotations(root, n=4)
    loader = DataLoader(LaneFolder(root), batch_size=1, shuffle=True)
    Runner(LaneSeg(num_classes=7), loader).train(epochs=1)
