import torch
from torch.utils.data import TensorDataset

from gan import DefectGAN

images = TensorDataset(torch.rand(20, 1, 64, 64))
model = DefectGAN(lr=2e-4)
model.load_data(images)
model.train(1, 5)
