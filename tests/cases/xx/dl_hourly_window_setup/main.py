import torch

from config import ForecastConfig
from experiment import Experiment

torch.manual_seed(2021)

args = ForecastConfig(model_id="electricity_6_6", features="M", seq_len=6, pred_len=6, enc_in=21)
exp = Experiment(args)
print(f">>> training {args.model_id}")
exp.train()
print(f">>> testing {args.model_id}")
exp.test()
