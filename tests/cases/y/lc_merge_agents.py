import random
from collections import deque

import numpy as np
import torch
from torch import nn

N_VEHICLES = 6
EPISODES = 6
MAX_STEPS = 25
BATCH_SIZE = 32
GAMMA = 0.95


class OnRampEnv:
    """Vehicles on a highway and its ramp, all of them controlled.
    state: x, y, speed, edge, lane, distance to the merging point, merging point visible, time to collision, headway
    """

    init_state_vals = (0, 0, 20, 0, 0, -1, 0, -1, -1)
    actions = ["idle", "accelerate", "decelerate", "right", "left"]

    def __init__(self):
        self.n_agents = N_VEHICLES
        self.n_state = len(self.init_state_vals) * N_VEHICLES
        self.n_action = len(self.actions)
        self.rng = np.random.default_rng(0)

    def reset(self):
        self.step_num = 0
        self.states = np.tile(np.array(self.init_state_vals, dtype=np.float32), (self.n_agents, 1))
        self.states[:, 0] = -np.arange(self.n_agents) * 30
        self.states[:, 5] = 300 - self.states[:, 0]
        return self._normalized()

    def _normalized(self):
        return self.states / np.array([300, 10, 40, 5, 3, 500, 1, 10, 150], dtype=np.float32)

    def step(self, actions):
        self.states[:, 2] += [{1: 1.0, 2: -1.0}.get(a, 0.0) for a in actions]
        self.states[:, 2] = self.states[:, 2].clip(5, 40)
        self.states[:, 0] += self.states[:, 2] * 0.5
        self.states[:, 5] -= self.states[:, 2] * 0.5
        self.states[:, 6] = self.states[:, 5] < 150
        gaps = np.abs(np.diff(self.states[:, 0], append=self.states[-1, 0] - 30))
        self.states[:, 8] = gaps.clip(0, 150)
        rewards = 1 - np.abs(self.states[:, 2] - 25) / 25 - (gaps < 10) * 2.0
        self.step_num += 1
        return self._normalized(), rewards, self.step_num >= MAX_STEPS


class ActorNetwork(nn.Module):
    def __init__(self, state_dim, hidden_size, output_size):
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(state_dim, hidden_size), nn.ReLU(),
            nn.Linear(hidden_size, hidden_size), nn.ReLU(),
            nn.Linear(hidden_size, output_size),
        )

    def forward(self, state):
        return self.model(state)


class DQN:
    def __init__(self, state_dim, action_dim, hidden_size=64):
        self.state_dim, self.action_dim = state_dim, action_dim
        self.actor = ActorNetwork(state_dim, hidden_size, action_dim)
        self.target = ActorNetwork(state_dim, hidden_size, action_dim)
        self.target.load_state_dict(self.actor.state_dict())
        self.memory = deque(maxlen=2000)
        self.optimizer = torch.optim.RMSprop(self.actor.parameters(), lr=1e-3)

    def exploration_action(self, state, epsilon):
        if random.random() < epsilon:
            return random.randrange(self.action_dim)
        with torch.no_grad():
            return self.actor(torch.from_numpy(state).unsqueeze(0)).argmax(1).item()

    def learn(self):
        s, a, r, n, d = zip(*random.sample(self.memory, BATCH_SIZE))
        s, n = torch.from_numpy(np.stack(s)), torch.from_numpy(np.stack(n))
        r, d = torch.tensor(r, dtype=torch.float32), torch.tensor(d, dtype=torch.float32)
        q = self.actor(s).gather(1, torch.tensor(a).unsqueeze(1)).squeeze(1)
        with torch.no_grad():
            goal = r + GAMMA * self.target(n).max(1).values * (1 - d)
        loss = nn.functional.smooth_l1_loss(q, goal)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


random.seed(1)
torch.manual_seed(1)
env = OnRampEnv()
agents = [DQN(env.n_state, env.n_action) for _ in range(env.n_agents)]
for episode in range(EPISODES):
    states, done, total = env.reset(), False, 0.0
    epsilon = 0.05 + 0.85 * 0.7 ** episode
    while not done:
        actions = [agent.exploration_action(s, epsilon) for agent, s in zip(agents, states)]
        new_states, rewards, done = env.step(actions)
        for agent, *memory in zip(agents, states, actions, rewards, new_states):
            agent.memory.append((*memory, done))
        states, total = new_states, total + float(rewards.sum())
    for agent in agents:
        if len(agent.memory) >= BATCH_SIZE:
            agent.learn()
            agent.target.load_state_dict(agent.actor.state_dict())
    print(f"episode {episode}: reward {total:.1f} epsilon {epsilon:.2f}")
