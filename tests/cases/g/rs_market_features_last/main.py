import torch

from handler import windows
from model import TCNModel

torch.manual_seed(0)
trainer = TCNModel(d_feat=12, n_chans=16, num_layers=2)
for epoch in range(2):
    print("epoch", epoch, trainer.train_epoch(windows(step_len=10, d_feat=12)))
