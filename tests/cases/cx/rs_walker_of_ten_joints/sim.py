import torch


class Sim:
    """Stands in for the physics: state tensors with one row per actor, joint or body of all environments."""

    def __init__(self, num_envs, num_dof, num_bodies):
        self.num_envs, self.num_dof, self.num_bodies = num_envs, num_dof, num_bodies
        self.root = torch.zeros(num_envs, 13)
        self.root[:, 2], self.root[:, 6] = 0.4, 1.0
        self.dof = torch.zeros(num_envs * num_dof, 2)
        self.bodies = torch.zeros(num_envs * num_bodies, 13)
        self.forces = torch.zeros(num_envs * num_bodies, 3)

    def simulate(self, targets, dt=0.01):
        dof = self.dof.view(self.num_envs, self.num_dof, 2)
        dof[..., 1] = (targets - dof[..., 0]) / (4 * dt)
        dof[..., 0] += dof[..., 1] * dt
        self.root[:, 7] = dof[..., 1].abs().mean(dim=1)
        bodies = self.bodies.view(self.num_envs, self.num_bodies, 13)
        bodies[:] = self.root[:, None]
        bodies[:, 1:, 2] -= 0.38 + 0.05 * dof[..., 0].sin()
        self.forces.view(self.num_envs, self.num_bodies, 3)[..., 2] = (0.05 - bodies[..., 2]).clamp(min=0) * 200
