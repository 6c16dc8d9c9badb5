import os
import tempfile

import torch

from mlp_model import MLPModel
from train import train
from velocity_env import VelocityEnv


def play(path, steps=50):
    checkpoint = torch.load(path, map_location="cpu")
    env = VelocityEnv(num_envs=4)
    actor = MLPModel(env.num_obs, env.num_actions)
    actor.load_state_dict(checkpoint["actor_state_dict"])
    actor.eval()
    obs, total = env.reset(), torch.zeros(4)
    with torch.inference_mode():
        for _ in range(steps):
            obs, reward = env.step(actor(obs))
            total += reward
    return (total / steps).mean().item()


with tempfile.TemporaryDirectory() as logs:
    model_path = os.path.join(logs, "model_5.pt")
    train(model_path)
    print("tracking reward:", play(model_path))
