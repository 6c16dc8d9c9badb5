import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(0)
np.random.seed(0)

NUM_ENVS, NUM_STEPS = 8, 16


class PoleEnvs:
    """A row of poles on carts, each pushed to the left or to the right."""

    def __init__(self, n):
        self.n = n
        self.state = np.random.uniform(-0.05, 0.05, (n, 4))

    def step(self, action):
        x, v, a, w = self.state.T
        force = np.where(action == 1, 10.0, -10.0)
        temp = (force + 0.05 * w ** 2 * np.sin(a)) / 1.1
        acc = (9.8 * np.sin(a) - np.cos(a) * temp) / (0.5 * (4 / 3 - 0.1 * np.cos(a) ** 2 / 1.1))
        push = temp - 0.05 * acc * np.cos(a) / 1.1
        self.state = np.stack([x + 0.02 * v, v + 0.02 * push, a + 0.02 * w, w + 0.02 * acc], axis=1)
        done = (np.abs(self.state[:, 0]) > 2.4) | (np.abs(self.state[:, 2]) > 0.21)
        self.state[done] = np.random.uniform(-0.05, 0.05, (done.sum(), 4))
        return self.state.copy(), np.ones(self.n), done


class ActorCritic(nn.Module):
    def __init__(self, num_inputs, num_outputs, hidden=64):
        super().__init__()
        self.critic = nn.Sequential(nn.Linear(num_inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        self.actor = nn.Sequential(nn.Linear(num_inputs, hidden), nn.ReLU(), nn.Linear(hidden, num_outputs), nn.Softmax(dim=1))

    def forward(self, x):
        return Categorical(self.actor(x)), self.critic(x)


def compute_gae(next_value, rewards, masks, values, gamma=0.99, tau=0.95):
    values = values + [next_value]
    gae, returns = 0, []
    for step in reversed(range(len(rewards))):
        delta = rewards[step] + gamma * values[step + 1] * masks[step] - values[step]
        gae = delta + gamma * tau * masks[step] * gae
        returns.insert(0, gae + values[step])
    return returns


def ppo_iter(mini_batch_size, states, actions, log_probs, returns, advantages):
    for _ in range(states.size(0) // mini_batch_size):
        ids = np.random.randint(0, states.size(0), mini_batch_size)
        yield states[ids, :], actions[ids, :], log_probs[ids, :], returns[ids, :], advantages[ids, :]


def ppo_update(model, optimizer, memory, epochs=2, mini_batch_size=32, clip=0.2):
    for _ in range(epochs):
        for state, action, old_log_probs, return_, advantage in ppo_iter(mini_batch_size, *memory):
            dist, value = model(state)
            new_log_probs = dist.log_prob(action.squeeze(-1)).unsqueeze(1)
            ratio = (new_log_probs - old_log_probs).exp()
            surr = torch.min(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
            loss = -surr.mean() + 0.5 * (return_ - value).pow(2).mean() - 0.001 * dist.entropy().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return loss.item()


envs = PoleEnvs(NUM_ENVS)
model = ActorCritic(4, 2)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
state = torch.as_tensor(envs.state, dtype=torch.float32)
for frame in range(4):
    log_probs, values, states, actions, rewards, masks = [], [], [], [], [], []
    for _ in range(NUM_STEPS):
        with torch.no_grad():
            dist, value = model(state)
        action = dist.sample()
        next_state, reward, done = envs.step(action.numpy())
        log_probs.append(dist.log_prob(action).unsqueeze(1))
        values.append(value)
        rewards.append(torch.as_tensor(reward, dtype=torch.float32).unsqueeze(1))
        masks.append(torch.as_tensor(1.0 - done, dtype=torch.float32).unsqueeze(1))
        states.append(state)
        actions.append(action)
        state = torch.as_tensor(next_state, dtype=torch.float32)
    with torch.no_grad():
        _, next_value = model(state)
    returns = torch.cat(compute_gae(next_value, rewards, masks, values))
    values = torch.cat(values)
    advantage = returns - values
    memory = (torch.cat(states), torch.cat(actions), torch.cat(log_probs), returns, advantage)
    loss = ppo_update(model, optimizer, memory)
    print(f"frame {frame}: loss {loss:.3f}, falls {int((1 - torch.cat(masks)).sum())}")
