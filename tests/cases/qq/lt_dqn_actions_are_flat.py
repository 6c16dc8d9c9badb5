import random
from collections import deque, namedtuple

import torch
import torch.nn as nn
import torch.nn.functional as F

Transition = namedtuple("Transition", "state action reward next_state done")


class GridWorld:
    """5x5 board, the agent starts in a corner and looks for the opposite one."""

    moves = [(0, 1), (0, -1), (1, 0), (-1, 0)]

    def __init__(self, size=5, limit=40):
        self.size, self.limit = size, limit

    def reset(self):
        self.pos, self.steps = (0, 0), 0
        return self._obs()

    def _obs(self):
        n = self.size - 1
        y, x = self.pos
        return [y / n, x / n, (n - y) / n, (n - x) / n]

    def step(self, action):
        dy, dx = self.moves[action]
        y = min(max(self.pos[0] + dy, 0), self.size - 1)
        x = min(max(self.pos[1] + dx, 0), self.size - 1)
        self.pos, self.steps = (y, x), self.steps + 1
        goal = self.pos == (self.size - 1, self.size - 1)
        done = goal or self.steps >= self.limit
        return self._obs(), 1.0 if goal else -0.02, done


class ReplayBuffer:
    def __init__(self, capacity):
        self.memory = deque(maxlen=capacity)

    def push(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, batch_size):
        batch = Transition(*zip(*random.sample(self.memory, batch_size)))
        states = torch.tensor(batch.state)
        actions = torch.tensor(batch.action)
        rewards = torch.tensor(batch.reward)
        next_states = torch.tensor(batch.next_state)
        dones = torch.tensor(batch.done, dtype=torch.float32)
        return states, actions, rewards, next_states, dones

    def __len__(self):
        return len(self.memory)


class DuelingQNet(nn.Module):
    def __init__(self, n_obs, n_actions, hidden=64):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_obs, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU())
        self.value = nn.Linear(hidden, 1)
        self.advantage = nn.Linear(hidden, n_actions)

    def forward(self, x):
        x = self.body(x)
        adv = self.advantage(x)
        return self.value(x) + adv - adv.mean(dim=-1, keepdim=True)


class Agent:
    def __init__(self, n_obs=4, n_actions=4, gamma=0.97, lr=1e-3, batch_size=32):
        self.n_actions, self.gamma, self.batch_size = n_actions, gamma, batch_size
        self.policy_net = DuelingQNet(n_obs, n_actions)
        self.target_net = DuelingQNet(n_obs, n_actions)
        self.target_net.load_state_dict(self.policy_net.state_dict())
        self.optimizer = torch.optim.Adam(self.policy_net.parameters(), lr=lr)
        self.buffer = ReplayBuffer(2000)

    def act(self, state, epsilon):
        if random.random() < epsilon:
            return random.randrange(self.n_actions)
        with torch.no_grad():
            return self.policy_net(torch.tensor(state)).argmax().item()

    def learn(self):
        if len(self.buffer) < self.batch_size:
            return None
        states, actions, rewards, next_states, dones = self.buffer.sample(self.batch_size)
        q_values = self.policy_net(states).gather(1, actions).squeeze(1)
        with torch.no_grad():
            next_q = self.target_net(next_states).max(dim=1).values
            target = rewards + self.gamma * next_q * (1 - dones)
        loss = F.smooth_l1_loss(q_values, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


def main(episodes=8):
    random.seed(0)
    torch.manual_seed(0)
    env, agent = GridWorld(), Agent()
    for episode in range(episodes):
        state, done, ret, loss = env.reset(), False, 0.0, None
        while not done:
            action = agent.act(state, epsilon=max(0.1, 1 - episode / episodes))
            next_state, reward, done = env.step(action)
            agent.buffer.push(state, action, reward, next_state, done)
            loss = agent.learn()
            state, ret = next_state, ret + reward
        if episode % 4 == 3:
            agent.target_net.load_state_dict(agent.policy_net.state_dict())
        print(f"episode {episode} return {ret:.2f} loss {loss}")


if __name__ == "__main__":
    main()
