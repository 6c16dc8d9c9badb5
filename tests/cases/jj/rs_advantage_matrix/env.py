import torch


class PoleLike:
    """A small stand-in for CartPole: keep a drifting point near zero."""

    observation_size, n_actions = 4, 2

    def __init__(self, seed):
        self.g = torch.Generator().manual_seed(seed)

    def reset(self):
        self.t, self.s = 0, torch.randn(4, generator=self.g) * 0.1
        return self.s

    def step(self, action):
        self.t += 1
        push = 0.1 if action else -0.1
        x, v, a, w = self.s.tolist()
        self.s = torch.tensor([x + v * 0.1, v + push, a + w * 0.1, w - push]) + torch.randn(4, generator=self.g) * 0.02
        done = self.t >= 60 or abs(self.s[0].item()) > 1.0
        return self.s, 1.0, done


def collect(env, net, steps):
    out = {"states": [], "actions": [], "rewards": [], "dones": []}
    state = env.reset()
    for _ in range(steps):
        with torch.no_grad():
            logits, _ = net(state.unsqueeze(0))
        action = torch.distributions.Categorical(logits=logits[0]).sample().item()
        nxt, reward, done = env.step(action)
        for key, v in zip(out, (state, action, reward, done)):
            out[key].append(v)
        state = env.reset() if done else nxt
    out["last_state"] = state
    return out
