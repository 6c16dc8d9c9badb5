import sys

import torch

from configs import load_config
from envs import CameraReacher
from world_model import WorldModel


def collect(env, episodes, length):
    data = {"image": [], "action": [], "reward": []}
    for _ in range(episodes):
        obs, rows = env.reset(), {k: [] for k in data}
        for _ in range(length):
            action = env.sample_action()
            rows["image"].append(obs["image"])
            rows["action"].append(action)
            obs, reward = env.step(action)
            rows["reward"].append(reward)
        for k in data:
            data[k].append(torch.stack(rows[k]))
    return {k: torch.stack(v) for k, v in data.items()}


def main(argv):
    config = load_config(argv or ["defaults", "reacher_vision"])
    torch.manual_seed(config.seed)
    env = CameraReacher(config.size, config.num_actions, config.seed)
    data = collect(env, episodes=config.batch_size, length=config.batch_length)
    model = WorldModel(config)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.model_lr)
    for step in range(config.steps):
        metrics = model.update(data, optimizer)
        print(step, " ".join(f"{k} {v:.3f}" for k, v in metrics.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
