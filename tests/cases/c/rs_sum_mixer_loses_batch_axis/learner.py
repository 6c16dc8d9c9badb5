import copy

import torch
from torch import nn

from mixers import VDNMixer


class AgentQ(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.fc = nn.Linear(args.obs_dim, args.hidden)
        self.rnn = nn.GRU(args.hidden, args.hidden)
        self.q = nn.Linear(args.hidden, args.n_actions)

    def forward(self, obs):
        t, b, n, _ = obs.shape
        h, _ = self.rnn(torch.relu(self.fc(obs)).view(t, b * n, -1))
        return self.q(h).view(t, b, n, -1)


class Learner:
    def __init__(self, args):
        self.gamma = args.gamma
        self.policy, self.mixer = AgentQ(args), VDNMixer()
        self.target_policy = copy.deepcopy(self.policy)
        self.optimizer = torch.optim.RMSprop(self.policy.parameters(), lr=args.lr)

    def train(self, batch):
        q = self.policy(batch["obs"][:-1]).gather(3, batch["acts"].unsqueeze(3)).squeeze(3)
        with torch.no_grad():
            next_q = self.target_policy(batch["obs"])[1:].max(dim=3).values
            next_tot = self.mixer(next_q)
        q_tot = self.mixer(q)
        target = batch["rewards"] + (1 - batch["dones"]) * self.gamma * next_tot
        loss = ((q_tot - target) ** 2).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()
