import argparse
import math
from collections import namedtuple

import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

Transition = namedtuple("Transition", ("state", "action", "mask", "next_state", "reward"))


class Pole:
    """Cart-pole with Euler steps, two actions (push left, push right)."""

    observation_dim, n_actions = 4, 2

    def __init__(self, seed):
        self.rng = np.random.RandomState(seed)

    def reset(self):
        self.state = self.rng.uniform(-0.05, 0.05, 4)
        return self.state.copy()

    def step(self, action):
        x, dx, th, dth = self.state
        force = 10.0 if action == 1 else -10.0
        tmp = (force + 0.05 * dth ** 2 * math.sin(th)) / 1.1
        ddth = (9.8 * math.sin(th) - math.cos(th) * tmp) / (0.5 * (4 / 3 - 0.1 * math.cos(th) ** 2 / 1.1))
        ddx = tmp - 0.05 * ddth * math.cos(th) / 1.1
        self.state = self.state + 0.02 * np.array([dx, ddx, dth, ddth])
        done = abs(self.state[0]) > 2.4 or abs(self.state[2]) > 0.21
        return self.state.copy(), 1.0, done


def save_expert_traj(n_steps, seed):
    """State-action pairs of a hand-made controller."""
    env = Pole(seed)
    rows, state = [], env.reset()
    for _ in range(n_steps):
        action = int(state[2] + 0.3 * state[3] > 0)
        rows.append(np.hstack([state, action]))
        state, _, done = env.step(action)
        if done:
            state = env.reset()
    return np.stack(rows)


class DiscretePolicy(nn.Module):
    def __init__(self, state_dim, n_actions, hidden=32):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(state_dim, hidden), nn.Tanh(), nn.Linear(hidden, n_actions))

    def dist(self, x):
        return Categorical(logits=self.net(x))

    def select_action(self, state):
        with torch.no_grad():
            return self.dist(state).sample().numpy()

    def get_log_prob(self, states, actions):
        return self.dist(states).log_prob(actions)


class Discriminator(nn.Module):
    def __init__(self, num_inputs, hidden=32):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(num_inputs, hidden), nn.Tanh(), nn.Linear(hidden, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


def collect(env, policy, n_steps):
    memory, state = [], env.reset()
    for _ in range(n_steps):
        action = policy.select_action(torch.from_numpy(state).float())
        next_state, reward, done = env.step(int(action))
        memory.append(Transition(state, action, 0.0 if done else 1.0, next_state, reward))
        state = env.reset() if done else next_state
    return Transition(*zip(*memory))


def returns_of(rewards, masks, gamma):
    out, running = torch.zeros_like(rewards), 0.0
    for i in reversed(range(len(rewards))):
        running = rewards[i] + gamma * running * masks[i]
        out[i] = running
    return (out - out.mean()) / (out.std() + 1e-8)


def update_params(batch, expert_traj, policy, discrim, opt_policy, opt_discrim, args):
    states = torch.from_numpy(np.stack(batch.state)).float()
    actions = torch.from_numpy(np.stack(batch.action))
    masks = torch.tensor(batch.mask)
    criterion = nn.BCELoss()

    # discriminator: 1 for generated pairs, 0 for the pairs of the expert
    expert_state_actions = torch.from_numpy(expert_traj).float()
    g_o = discrim(torch.cat([states, actions], 1))
    e_o = discrim(expert_state_actions)
    discrim_loss = criterion(g_o, torch.ones(len(states), 1)) + criterion(e_o, torch.zeros(len(expert_traj), 1))
    opt_discrim.zero_grad()
    discrim_loss.backward()
    opt_discrim.step()

    advantages = returns_of(-torch.log(g_o.detach().squeeze(1)), masks, args.gamma)
    policy_loss = -(policy.get_log_prob(states, actions) * advantages).mean()
    opt_policy.zero_grad()
    policy_loss.backward()
    opt_policy.step()
    return discrim_loss.item(), policy_loss.item()


def main():
    parser = argparse.ArgumentParser(description="PyTorch GAIL example")
    parser.add_argument("--gamma", type=float, default=0.99)
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--min-batch-size", type=int, default=128)
    parser.add_argument("--max-iter-num", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    env = Pole(args.seed)
    expert_traj = save_expert_traj(200, seed=100)
    policy = DiscretePolicy(env.observation_dim, env.n_actions)
    discrim = Discriminator(env.observation_dim + 1)
    opt_policy = torch.optim.Adam(policy.parameters(), lr=args.learning_rate)
    opt_discrim = torch.optim.Adam(discrim.parameters(), lr=args.learning_rate)
    for i in range(args.max_iter_num):
        batch = collect(env, policy, args.min_batch_size)
        d, p = update_params(batch, expert_traj, policy, discrim, opt_policy, opt_discrim, args)
        print(f"{i}\tdiscrim_loss {d:.3f}\tpolicy_loss {p:.3f}")


if __name__ == "__main__":
    main()
