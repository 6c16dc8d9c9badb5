import torch

from predictor import Predictor
from scenes import scenes
from settings import args

torch.manual_seed(0)
model = Predictor(hidden_size=args.hidden_size, horizon=args.horizon)
optimizer = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
for polylines, future in scenes(args):
    loss = torch.nn.functional.l1_loss(model(polylines), future)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("ade", loss.item())
