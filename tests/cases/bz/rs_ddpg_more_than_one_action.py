import random
from collections import deque

import numpy as np
import torch
from torch import nn


class ArmEnv:
    nb_states, nb_actions = 8, 3

    def __init__(self, seed=2):
        self.rng = np.random.default_rng(seed)
        self.gain = self.rng.normal(size=(self.nb_states, self.nb_actions)) * 0.1

    def reset(self):
        self.t = 0
        self.state = self.rng.normal(size=self.nb_states)
        return self.state.astype(np.float32)

    def step(self, action):
        self.t += 1
        self.state = 0.95 * self.state + self.gain @ action
        return self.state.astype(np.float32), -float(np.abs(self.state).sum()), self.t >= 25


class Actor(nn.Module):
    def __init__(self, nb_states, nb_actions):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nb_states, 64), nn.ReLU(), nn.Linear(64, nb_actions), nn.Tanh())

    def forward(self, s):
        return self.net(s)


class Critic(nn.Module):
    def __init__(self, nb_states, nb_actions):
        super().__init__()
        self.fc1 = nn.Linear(nb_states, 64)
        self.fc2 = nn.Linear(64 + nb_actions, 64)
        self.fc3 = nn.Linear(64, 1)

    def forward(self, s, a):
        h = torch.relu(self.fc1(s))
        return self.fc3(torch.relu(self.fc2(torch.cat([h, a], dim=1))))


class DDPG:
    def __init__(self, nb_states, nb_actions, batch_size=16):
        self.nb_actions = nb_actions
        self.actor = Actor(nb_states, nb_actions)
        self.critic = Critic(nb_states, nb_actions)
        self.actor_optim = torch.optim.Adam(self.actor.parameters(), lr=1e-4)
        self.critic_optim = torch.optim.Adam(self.critic.parameters(), lr=1e-3)
        self.memory = deque(maxlen=1000)
        self.batch_size, self.epsilon = batch_size, 1.0

    def random_action(self):
        return np.random.uniform(-1.0, 1.0, self.nb_actions)

    def select_action(self, s_t):
        with torch.no_grad():
            action = self.actor(torch.from_numpy(s_t[None])).numpy().squeeze(1)
        action = action + self.epsilon * np.random.normal(0, 0.2, self.nb_actions)
        self.epsilon = max(self.epsilon - 0.01, 0)
        return np.clip(action, -1.0, 1.0)

    def update_policy(self):
        batch = random.sample(self.memory, self.batch_size)
        s, a, r, s1 = (torch.as_tensor(np.array(x), dtype=torch.float32) for x in zip(*batch))
        with torch.no_grad():
            target = r[:, None] + 0.99 * self.critic(s1, self.actor(s1))
        value_loss = nn.functional.mse_loss(self.critic(s, a), target)
        self.critic_optim.zero_grad()
        value_loss.backward()
        self.critic_optim.step()
        policy_loss = -self.critic(s, self.actor(s)).mean()
        self.actor_optim.zero_grad()
        policy_loss.backward()
        self.actor_optim.step()
        return value_loss.item()


env = ArmEnv()
agent = DDPG(env.nb_states, env.nb_actions)
warmup, step = 30, 0
for episode in range(4):
    state, done = env.reset(), False
    while not done:
        action = agent.random_action() if step < warmup else agent.select_action(state)
        next_state, reward, done = env.step(action)
        agent.memory.append((state, action, reward, next_state))
        if step >= warmup:
            value_loss = agent.update_policy()
        state, step = next_state, step + 1
    print("episode", episode, "steps", step)
print("value loss", value_loss)
