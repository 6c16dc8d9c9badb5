import torch
from cloning import clone, rollout
from tasks import Simulator, demonstrations

torch.manual_seed(0)
env_id = "drawer"
observations, actions = demonstrations("reach")
policy = clone(observations, actions)
env = Simulator(env_id)
returns = [rollout(policy, env) for _ in range(3)]
print(env_id, "mean return", sum(returns) / len(returns))
