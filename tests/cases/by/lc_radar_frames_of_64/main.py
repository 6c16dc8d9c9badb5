import torch

from config import BATCH_SIZE, IN_LEN, OUT_LEN
from models import Encoder, Forecaster
from net_params import encoder_params, forecaster_params

encoder = Encoder(*encoder_params)
forecaster = Forecaster(*forecaster_params)
frames = torch.rand(IN_LEN, BATCH_SIZE, 1, 64, 64)
with torch.no_grad():
    forecast = forecaster(encoder(frames), OUT_LEN)
for step, frame in enumerate(forecast):
    print(f"t+{step + 1}", tuple(frame.shape), f"mean echo {frame.mean().item():.4f}")
