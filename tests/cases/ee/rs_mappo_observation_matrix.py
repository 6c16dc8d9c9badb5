import numpy as np
import torch as th
from torch import nn

N_AGENTS, N_FEATURES, N_VEHICLES = 3, 5, 5


class MergeEnv:
    n_a = 5
    n_s = N_VEHICLES * N_FEATURES

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)

    def _observe(self):
        obs = []
        for agent in range(N_AGENTS):
            rows = self.rng.normal(size=(N_VEHICLES, N_FEATURES))
            rows[0, 0] = 1.0
            obs.append(rows[np.argsort(np.abs(rows[:, 1]))])
        return np.asarray(obs, dtype=np.float32)

    def reset(self):
        self.t = 0
        return self._observe()

    def step(self, actions):
        self.t += 1
        reward = -0.1 * np.abs(np.asarray(actions) - 2)
        return self._observe(), reward.astype(np.float32), self.t >= 8


class ActorNetwork(nn.Module):
    def __init__(self, state_dim, hidden_size, output_size):
        super().__init__()
        self.fc1 = nn.Linear(state_dim, hidden_size)
        self.fc2 = nn.Linear(hidden_size, output_size)

    def forward(self, state):
        out = th.relu(self.fc1(state))
        return th.log_softmax(self.fc2(out), dim=-1)


class MAPPO:
    def __init__(self, env, hidden=128):
        self.env = env
        self.actor = ActorNetwork(env.n_s, hidden, env.n_a)
        self.optimizer = th.optim.Adam(self.actor.parameters(), lr=1e-4)
        self.env_state = env.reset()

    def _softmax_action(self, state, n_agents):
        state_var = th.as_tensor(state).unsqueeze(0)
        return [self.actor(state_var[:, agent_id, :])[0] for agent_id in range(n_agents)]

    def exploration_action(self, state, n_agents):
        log_probs = self._softmax_action(state, n_agents)
        actions = [int(th.multinomial(p.exp(), 1)) for p in log_probs]
        return actions, th.stack([p[a] for p, a in zip(log_probs, actions)])

    def interact(self):
        rewards, logps, done = [], [], False
        while not done:
            actions, logp = self.exploration_action(self.env_state, N_AGENTS)
            self.env_state, reward, done = self.env.step(actions)
            rewards.append(reward.mean())
            logps.append(logp.sum())
        self.env_state = self.env.reset()
        returns = th.tensor(np.cumsum(rewards[::-1])[::-1].copy())
        return returns, th.stack(logps)

    def train(self):
        returns, logps = self.interact()
        loss = -(logps * (returns - returns.mean())).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return returns[0].item()


th.manual_seed(0)
agent = MAPPO(MergeEnv())
for episode in range(5):
    print(f"episode {episode}, return {agent.train():.3f}")
