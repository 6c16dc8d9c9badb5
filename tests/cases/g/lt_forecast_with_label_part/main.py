import torch

from options import parse
from trainer import Trainer

torch.manual_seed(0)
Trainer(parse(["--seq_len", "48", "--pred_len", "24", "--down_sampling_layers", "2"])).train()
