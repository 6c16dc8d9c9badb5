import torch

from config import get_config
from solver import Solver

config = get_config()
solver = Solver(config)
faces, flow = torch.rand(2, 3, 32, 32), torch.rand(2, 3, 32, 32)
print("AU04", solver.demo(faces, flow))
