import torch

OBS_TERMS = {
    "base_lin_vel": 3,
    "base_ang_vel": 3,
    "projected_gravity": 3,
    "joint_pos": 12,
    "joint_vel": 12,
    "command": 3,
}


class VelocityEnv:
    """Many simulated robots that should walk with the commanded velocity."""

    num_actions = 12

    def __init__(self, num_envs, history_length=None):
        self.num_envs = num_envs
        self.history_length = {name: 1 for name in OBS_TERMS}
        self.history_length.update(history_length or {})
        self.num_obs = sum(n * self.history_length[name] for name, n in OBS_TERMS.items())

    def reset(self):
        self.state = {name: 0.1 * torch.randn(self.num_envs, n) for name, n in OBS_TERMS.items()}
        self.buffers = {name: [self.state[name]] * k for name, k in self.history_length.items()}
        return self.observe()

    def observe(self):
        return torch.cat([frame for name in OBS_TERMS for frame in self.buffers[name]], dim=1)

    def step(self, actions):
        s = self.state
        s["joint_vel"] = 0.8 * s["joint_vel"] + 0.2 * actions
        s["joint_pos"] = s["joint_pos"] + 0.02 * s["joint_vel"]
        s["base_lin_vel"] = 0.9 * s["base_lin_vel"] + 0.1 * s["joint_vel"].unflatten(1, (4, 3)).mean(dim=1)
        s["base_ang_vel"] = 0.9 * s["base_ang_vel"] + 0.01 * torch.randn(self.num_envs, 3)
        for name, frames in self.buffers.items():
            self.buffers[name] = frames[1:] + [s[name]]
        reward = torch.exp(-(s["command"] - s["base_lin_vel"]).square().sum(dim=1) / 0.25)
        return self.observe(), reward
