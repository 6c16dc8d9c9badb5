import torch
from torch import nn

GAMMA = 0.99


class A2CNet(nn.Module):
    def __init__(self, obs_size, n_actions):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(obs_size, 64), nn.Tanh())
        self.policy = nn.Linear(64, n_actions)
        self.value = nn.Linear(64, 1)

    def forward(self, x):
        h = self.body(x)
        return self.policy(h), self.value(h)


def discounted(rewards, dones, last_value):
    vals, running = [], last_value
    for r, d in zip(reversed(rewards), reversed(dones)):
        running = r + (0.0 if d else GAMMA * running)
        vals.append(running)
    return torch.tensor(vals[::-1])


def unpack_rollout(rollout, net):
    states = torch.stack(rollout["states"])
    actions = torch.tensor(rollout["actions"])
    with torch.no_grad():
        logits, value = net(states)
        old_log_prob = torch.log_softmax(logits, dim=1)[range(len(actions)), actions]
        last_value = net(rollout["last_state"].unsqueeze(0))[1].item()
    vals_ref = discounted(rollout["rewards"], rollout["dones"], last_value)
    adv = vals_ref - value
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    return states, actions, old_log_prob, vals_ref, adv
