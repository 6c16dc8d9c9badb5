import torch
from estimator import Estimator

torch.manual_seed(0)
hours = torch.arange(600)
load = 1 + 0.5 * torch.sin(hours * 2 * torch.pi / 24) + 0.1 * torch.randn(12, 600)

estimator = Estimator(
    freq="h",
    prediction_length=24,
    input_size=10,
)
estimator.train(load, epochs=3)
