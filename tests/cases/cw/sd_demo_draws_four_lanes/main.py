import tempfile

import torch

from config import cfg
from demo import demo
from train import train

torch.manual_seed(0)
with tempfile.TemporaryDirectory() as work_dir:
    checkpoint = train(cfg, work_dir)
    demo(cfg, checkpoint, torch.rand(2, 3, *cfg.size))
