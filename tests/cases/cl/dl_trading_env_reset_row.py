import torch
from torch import nn

torch.manual_seed(3)

N_FEATURES = 12
LOOK_BACK = 30


class TradingEnv:
    """Daily bars of one symbol, three actions: short, flat, long."""

    def __init__(self, n_days=400, look_back=LOOK_BACK):
        returns = 0.01 * torch.randn(n_days)
        self.price = 100 * torch.exp(returns.cumsum(0))
        indicators = torch.randn(n_days, N_FEATURES - 2)
        self.features = torch.cat([returns[:, None], self.price[:, None] / 100, indicators], dim=1)
        self.look_back = look_back

    def reset(self):
        self.t = self.look_back
        self.position = 0
        return self.features[self.t - 1]

    def step(self, action):
        self.position = action - 1
        change = self.price[self.t] / self.price[self.t - 1] - 1
        self.t += 1
        done = self.t >= len(self.price) - 1
        obs = self.features[self.t - self.look_back:self.t]
        return obs, self.position * change.item(), done


class QNet(nn.Module):
    def __init__(self, hidden=32, n_actions=3):
        super().__init__()
        self.lstm = nn.LSTM(N_FEATURES, hidden, batch_first=True)
        self.head = nn.Linear(hidden, n_actions)

    def forward(self, obs):
        out, _ = self.lstm(obs)
        return self.head(out[:, -1])


def random_rollout(env, n_steps):
    obs = env.reset()
    trajectory = {"obs": [], "action": [], "reward": [], "next_obs": [], "done": []}
    for _ in range(n_steps):
        action = int(torch.randint(0, 3, ()))
        next_obs, reward, done = env.step(action)
        for key, value in zip(trajectory, (obs, action, reward, next_obs, done)):
            trajectory[key].append(value)
        if done:
            break
        obs = next_obs
    return {
        "obs": torch.stack(trajectory["obs"]),
        "next_obs": torch.stack(trajectory["next_obs"]),
        "action": torch.tensor(trajectory["action"]),
        "reward": torch.tensor(trajectory["reward"]),
        "done": torch.tensor(trajectory["done"]).float(),
    }


env = TradingEnv()
memory = random_rollout(env, n_steps=128)
q_net, target_net = QNet(), QNet()
target_net.load_state_dict(q_net.state_dict())
optim = torch.optim.Adam(q_net.parameters(), lr=1e-3)
for update in range(10):
    idx = torch.randint(0, len(memory["reward"]), (32,))
    q = q_net(memory["obs"][idx]).gather(1, memory["action"][idx, None]).squeeze(1)
    with torch.no_grad():
        best = target_net(memory["next_obs"][idx]).max(dim=1).values
        target = memory["reward"][idx] + 0.99 * (1 - memory["done"][idx]) * best
    loss = nn.functional.smooth_l1_loss(q, target)
    optim.zero_grad()
    loss.backward()
    optim.step()
print(f"td loss {loss.item():.5f}")
