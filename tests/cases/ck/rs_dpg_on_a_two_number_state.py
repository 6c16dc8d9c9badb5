import math

import numpy as np
import torch
from torch import nn

np.random.seed(0)
torch.manual_seed(0)


class HillCar:
    """A weak car in a valley; the state is (position, velocity)."""

    def reset(self):
        self.s = np.array([np.random.uniform(-0.6, -0.4), 0.0])
        return self.s.copy(), {}

    def step(self, action):
        force = float(np.clip(action[0], -1, 1))
        v = np.clip(self.s[1] + 0.0015 * force - 0.0025 * math.cos(3 * self.s[0]), -0.07, 0.07)
        self.s = np.array([np.clip(self.s[0] + v, -1.2, 0.6), v])
        done = bool(self.s[0] >= 0.45)
        return self.s.copy(), 100.0 * done - 0.1 * force ** 2, done, False, {}


def mlp(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, n_out))


def dpg(env, n_state=3, alpha=0.001, gamma=0.99, iterations=4, batch_size=64, horizon=60):
    actor = nn.Sequential(mlp(n_state, 1), nn.Tanh())  # state -> action
    critic = mlp(n_state + 1, 1)  # (state, action) -> action value
    optimizer_a = torch.optim.Adam(actor.parameters(), lr=alpha)
    optimizer_c = torch.optim.Adam(critic.parameters(), lr=alpha * 10)
    replay_buffer = []

    def states_of(rows):
        return torch.tensor(np.array(rows), dtype=torch.float).view(-1, n_state)

    for k in range(iterations):
        s, _ = env.reset()
        td_error = float("nan")
        for t in range(horizon):
            with torch.no_grad():
                action = actor(states_of(s)).squeeze().item()
            action += np.random.normal(0, 0.1)
            s_next, reward, done, _, _ = env.step([action])
            replay_buffer.append((s, action, reward, s_next, done))
            s = s_next
            if done:
                break

        if len(replay_buffer) >= batch_size:
            picks = np.random.choice(len(replay_buffer), batch_size)
            states, actions, rewards, next_states, dones = zip(*[replay_buffer[i] for i in picks])
            st, st_next = states_of(states), states_of(next_states)
            a = torch.tensor(actions, dtype=torch.float).view(-1, 1)

            loss = -critic(torch.cat((st, actor(st)), dim=1)).mean()
            optimizer_a.zero_grad()
            loss.backward()
            optimizer_a.step()

            with torch.no_grad():
                q_next = critic(torch.cat((st_next, actor(st_next)), dim=1)).squeeze(1)
            target = torch.tensor(rewards, dtype=torch.float) + gamma * q_next * (1 - torch.tensor(dones).float())
            loss = torch.mean((target - critic(torch.cat((st, a), dim=1)).squeeze(1)) ** 2)
            optimizer_c.zero_grad()
            loss.backward()
            optimizer_c.step()
            td_error = loss.item()
        print(f"Iteration {k + 1} with {t + 1} steps. TD error {td_error:.4f}")
    return critic, actor


dpg(HillCar())
