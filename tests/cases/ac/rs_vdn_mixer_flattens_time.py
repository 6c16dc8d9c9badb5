import copy

import torch
from torch import nn

N_AGENTS, OBS, ACTIONS, EPISODE, BATCH = 3, 10, 5, 25, 32


class AgentQ(nn.Module):
    """Recurrent Q function that all agents share."""

    def __init__(self, hidden=32):
        super().__init__()
        self.fc = nn.Linear(OBS, hidden)
        self.gru = nn.GRU(hidden, hidden)
        self.q = nn.Linear(hidden, ACTIONS)

    def forward(self, obs):
        h, _ = self.gru(torch.relu(self.fc(obs)))
        return self.q(h)


class VDNMixer(nn.Module):
    """Value decomposition: the team value is the sum of the agents' values."""

    def forward(self, agent_qs):
        return agent_qs.sum(dim=-1).view(-1, 1)


class EpisodeBuffer:
    def sample(self):
        obs = torch.randn(EPISODE + 1, BATCH, N_AGENTS, OBS)
        actions = torch.randint(0, ACTIONS, (EPISODE, BATCH, N_AGENTS))
        rewards = torch.randn(EPISODE, BATCH, 1)
        dones = torch.zeros(EPISODE, BATCH, 1)
        dones[-1] = 1
        return obs, actions, rewards, dones


class VDNTrainer:
    def __init__(self, gamma=0.99):
        self.agent, self.mixer, self.gamma = AgentQ(), VDNMixer(), gamma
        self.target_agent = copy.deepcopy(self.agent)
        self.optimizer = torch.optim.Adam(self.agent.parameters(), lr=5e-4)

    def all_qs(self, agent, obs):
        steps = obs.shape[0]
        return agent(obs.reshape(steps, BATCH * N_AGENTS, OBS)).view(steps, BATCH, N_AGENTS, ACTIONS)

    def team_value(self, qs):
        return self.mixer(qs)

    def train_on_batch(self, obs, actions, rewards, dones):
        qs = self.all_qs(self.agent, obs)
        chosen = qs[:-1].gather(3, actions.unsqueeze(3)).squeeze(3)
        with torch.no_grad():
            best = qs[1:].argmax(dim=3, keepdim=True)
            following = self.all_qs(self.target_agent, obs)[1:].gather(3, best).squeeze(3)
        q_tot = self.team_value(chosen)
        next_q_tot = self.team_value(following)
        target = rewards + (1 - dones) * self.gamma * next_q_tot
        loss = nn.functional.smooth_l1_loss(q_tot, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


torch.manual_seed(2)
buffer, trainer = EpisodeBuffer(), VDNTrainer()
for update in range(3):
    print(update, trainer.train_on_batch(*buffer.sample()))
