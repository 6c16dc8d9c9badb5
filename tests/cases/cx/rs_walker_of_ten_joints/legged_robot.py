import torch

from sim import Sim


class LeggedRobot:
    def __init__(self, cfg):
        self.cfg = cfg
        self.num_envs, self.num_dof = cfg.env.num_envs, cfg.env.num_actions
        self._create_envs()
        self._init_buffers()

    def _create_envs(self):
        body_names = self.cfg.asset.body_names
        self.num_bodies = len(body_names)
        self.feet_indices = torch.tensor([i for i, s in enumerate(body_names) if self.cfg.asset.foot_name in s])
        self.sim = Sim(self.num_envs, self.num_dof, self.num_bodies)

    def _init_buffers(self):
        """Views of the state tensors of the simulation."""
        self.root_states = self.sim.root
        self.dof_pos = self.sim.dof.view(self.num_envs, self.num_dof, 2)[..., 0]
        self.dof_vel = self.sim.dof.view(self.num_envs, self.num_dof, 2)[..., 1]
        self.contact_forces = self.sim.forces.view(self.num_envs, -1, 3)
        self.rigid_state = self.sim.bodies.view(self.num_envs, 13, 13)

    def step(self, actions):
        self.sim.simulate(actions.clamp(-18.0, 18.0) * 0.25)
        return self.compute_observations(), self.compute_reward()

    def compute_observations(self):
        return torch.cat([self.root_states[:, 7:10], self.dof_pos, self.dof_vel * 0.05], dim=-1)

    def compute_reward(self):
        feet = self.feet_indices
        height = self.root_states[:, 2] - self.rigid_state[:, feet, 2].mean(dim=1)
        height_reward = torch.exp((height - self.cfg.rewards.base_height_target).abs() * -100)
        contact = (self.contact_forces[:, feet, 2] > 5.0).float().mean(dim=1)
        return height_reward + 0.1 * contact
