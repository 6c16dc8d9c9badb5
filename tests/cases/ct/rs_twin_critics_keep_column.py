import random
from collections import namedtuple

import torch
from torch import nn

Experience = namedtuple("Experience", ("states", "actions", "next_states", "rewards"))


class TwinCritic(nn.Module):
    def __init__(self, n_agents, dim_obs, dim_act, hidden=32):
        super().__init__()
        dim = n_agents * (dim_obs + dim_act)
        self.q1 = nn.Sequential(nn.Linear(dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        self.q2 = nn.Sequential(nn.Linear(dim, hidden), nn.ReLU(), nn.Linear(hidden, 1))

    def forward(self, obs, acts):
        both = torch.cat([obs, acts], dim=1)
        return self.q1(both), self.q2(both)


class MATD3:
    def __init__(self, n_agents=2, dim_obs=6, dim_act=2, batch_size=32, gamma=0.95):
        self.n_agents, self.dim_obs, self.dim_act = n_agents, dim_obs, dim_act
        self.batch_size, self.gamma = batch_size, gamma
        self.actors = [nn.Sequential(nn.Linear(dim_obs, dim_act), nn.Tanh()) for _ in range(n_agents)]
        self.critics = [TwinCritic(n_agents, dim_obs, dim_act) for _ in range(n_agents)]
        self.critics_target = [TwinCritic(n_agents, dim_obs, dim_act) for _ in range(n_agents)]
        self.optims = [torch.optim.Adam(c.parameters(), lr=1e-3) for c in self.critics]
        self.memory = []

    def play(self, episodes=4, length=50):
        for _ in range(episodes):
            obs = torch.randn(self.n_agents, self.dim_obs)
            for t in range(length):
                acts = torch.stack([a(o) for a, o in zip(self.actors, obs)]).detach()
                nxt = None if t == length - 1 else obs * 0.9 + torch.randn_like(obs) * 0.1
                self.memory.append(Experience(obs, acts, nxt, -obs.pow(2).mean(1)))
                obs = nxt

    def update_policy(self):
        sample = random.sample(self.memory[:-1], self.batch_size - 1) + self.memory[-1:]
        batch = Experience(*zip(*sample))
        non_final_mask = torch.tensor([s is not None for s in batch.next_states])
        non_final_next = torch.stack([s for s in batch.next_states if s is not None])
        states, actions, rewards = (torch.stack(x) for x in (batch.states, batch.actions, batch.rewards))
        next_actions = torch.stack([a(non_final_next[:, i]) for i, a in enumerate(self.actors)], dim=1)
        losses = []
        for agent in range(self.n_agents):
            q1, q2 = self.critics[agent](states.flatten(1), actions.flatten(1))
            target_Q = torch.zeros(self.batch_size)
            with torch.no_grad():
                t1, t2 = self.critics_target[agent](non_final_next.flatten(1), next_actions.flatten(1))
                target_Q[non_final_mask] = torch.min(t1, t2)
            target_Q = target_Q.unsqueeze(1) * self.gamma + rewards[:, agent].unsqueeze(1)
            loss = nn.functional.mse_loss(q1, target_Q) + nn.functional.mse_loss(q2, target_Q)
            self.optims[agent].zero_grad()
            loss.backward()
            self.optims[agent].step()
            losses.append(loss.item())
        return losses


random.seed(2)
torch.manual_seed(0)
maddpg = MATD3()
maddpg.play()
for _ in range(3):
    print(maddpg.update_policy())
