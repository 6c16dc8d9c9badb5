import argparse
import math

import torch
import torch.nn as nn


class PendulumNoVel:
    num_observations, num_actions = 23, 1

    def __init__(self, num_envs):
        self.num_envs = num_envs
        self.sensors = torch.linspace(-1.5, 1.5, self.num_observations - 2)

    def observe(self):
        near = torch.exp(-((torch.sin(self.angle)[:, None] - self.sensors) ** 2))
        return torch.cat([torch.cos(self.angle)[:, None], torch.sin(self.angle)[:, None], near], dim=1)

    def reset(self):
        self.angle = (torch.rand(self.num_envs) - 0.5) * math.pi
        self.speed = torch.zeros(self.num_envs)
        return self.observe()

    def step(self, action):
        torque = action[:, 0].clamp(-2, 2)
        self.speed = 0.99 * self.speed + 0.05 * (9.81 * torch.sin(self.angle) + torque)
        self.angle = self.angle + 0.05 * self.speed
        return self.observe(), -(self.angle**2 + 0.1 * self.speed**2)


class Memory:
    def __init__(self, memory_size, num_envs):
        self.memory_size, self.num_envs, self.tensors = memory_size, num_envs, {}

    def add(self, step, **samples):
        for name, value in samples.items():
            if name not in self.tensors:
                self.tensors[name] = torch.zeros(self.num_envs, self.memory_size, *value.shape[1:])
            self.tensors[name][:, step] = value

    def sample_all(self, names, mini_batches):
        flat = [self.tensors[n].flatten(0, 1) for n in names]
        return list(zip(*(t.chunk(mini_batches) for t in flat)))


class RecurrentModel(nn.Module):
    def __init__(self, num_observations, outputs, hidden_size=32, sequence_length=128):
        super().__init__()
        self.sequence_length = sequence_length
        self.lstm = nn.LSTM(num_observations, hidden_size, batch_first=True)
        self.net = nn.Sequential(nn.Linear(hidden_size, 32), nn.ELU(), nn.Linear(32, outputs))

    def forward(self, states, rnn=None):
        if self.training:
            rnn_input = states.view(-1, self.sequence_length, states.shape[-1])
            rnn_output, rnn = self.lstm(rnn_input)
        else:
            rnn_output, rnn = self.lstm(states.unsqueeze(1), rnn)
        return self.net(rnn_output.flatten(0, 1)), rnn


def discounted(rewards, gamma):
    returns, running = torch.zeros_like(rewards), torch.zeros(rewards.size(0))
    for t in reversed(range(rewards.size(1))):
        running = rewards[:, t] + gamma * running
        returns[:, t] = running
    return returns


cfg = {"rollouts": 128, "learning_epochs": 2, "mini_batches": 4, "gamma": 0.98, "ratio_clip": 0.2, "std": 0.5}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--num_envs", type=int, default=1)
    args = parser.parse_args()
    env = PendulumNoVel(args.num_envs)
    memory = Memory(cfg["rollouts"], args.num_envs)
    policy = RecurrentModel(env.num_observations, env.num_actions)
    optimizer = torch.optim.Adam(policy.parameters(), lr=1e-3)

    policy.eval()
    states, rnn = env.reset(), None
    with torch.no_grad():
        for step in range(cfg["rollouts"]):
            mean, rnn = policy(states, rnn)
            dist = torch.distributions.Normal(mean, cfg["std"])
            actions = dist.sample()
            next_states, rewards = env.step(actions)
            memory.add(step, states=states, actions=actions, log_prob=dist.log_prob(actions), rewards=rewards)
            states = next_states
    returns = discounted(memory.tensors["rewards"], cfg["gamma"])
    memory.tensors["advantages"] = ((returns - returns.mean()) / (returns.std() + 1e-8)).unsqueeze(-1)

    policy.train()
    for epoch in range(cfg["learning_epochs"]):
        for s, a, lp, adv in memory.sample_all(("states", "actions", "log_prob", "advantages"), cfg["mini_batches"]):
            mean, _ = policy(s)
            ratio = torch.exp(torch.distributions.Normal(mean, cfg["std"]).log_prob(a) - lp)
            clipped = ratio.clamp(1 - cfg["ratio_clip"], 1 + cfg["ratio_clip"])
            loss = -torch.min(adv * ratio, adv * clipped).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} policy loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
