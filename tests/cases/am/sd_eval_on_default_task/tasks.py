import torch

TASKS = {
    "PickCube-v1": dict(obs_dim=42, act_dim=8),
    "PushCube-v1": dict(obs_dim=35, act_dim=8),
    "Bimanual_Allegro_Cube": dict(obs_dim=106, act_dim=46),
}


class VectorEnv:
    def __init__(self, env_id, num_envs):
        self.obs_dim, self.act_dim = TASKS[env_id]["obs_dim"], TASKS[env_id]["act_dim"]
        self.num_envs = num_envs
        self.mix = torch.randn(self.act_dim, self.obs_dim, generator=torch.Generator().manual_seed(0)) * 0.05

    def reset(self):
        self.state = torch.randn(self.num_envs, self.obs_dim)
        return self.state

    def step(self, action):
        self.state = 0.95 * self.state + action.clamp(-1, 1) @ self.mix
        return self.state, -self.state.pow(2).mean(dim=1)
