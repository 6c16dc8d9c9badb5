import torch

from options import Options
from train import train

torch.manual_seed(123)
train(Options())
