import os
import tempfile

import torch
from torch import nn


class VoxelGrid(nn.Module):
    def __init__(self, batch_size, voxel_size, max_num_coords):
        super().__init__()
        self.voxel_size = voxel_size
        axis = torch.arange(voxel_size, dtype=torch.float32)
        grid = torch.stack(torch.meshgrid(axis, axis, axis, indexing="ij"), dim=-1)
        self.register_buffer("_ones_max_coords", torch.ones(batch_size, max_num_coords, 1))
        self.register_buffer("_index_grid", grid.repeat(batch_size, 1, 1, 1, 1))

    def forward(self, coords):
        b, v = len(coords), self.voxel_size
        idx = (coords * v).long().clamp(0, v - 1)
        flat = (idx[..., 0] * v + idx[..., 1]) * v + idx[..., 2]
        counts = torch.zeros(b, v ** 3).scatter_add_(1, flat, self._ones_max_coords[..., 0])
        occupied = (counts > 0).float().view(b, v, v, v, 1)
        return torch.cat([occupied, self._index_grid / v], dim=-1).permute(0, 4, 1, 2, 3)


class QFunction(nn.Module):
    def __init__(self, voxelizer):
        super().__init__()
        self._voxelizer = voxelizer
        self._qnet = nn.Sequential(nn.Conv3d(4, 8, 3, padding=1), nn.ReLU(), nn.Conv3d(8, 1, 1))

    def forward(self, coords):
        return self._qnet(self._voxelizer(coords)).flatten(1)


class QAttentionAgent:
    def __init__(self, voxel_size=12, cameras=4, pixels=8 * 8):
        self._voxel_size, self._num_coords = voxel_size, cameras * pixels

    def build(self, batch_size):
        self._q = QFunction(VoxelGrid(batch_size, self._voxel_size, self._num_coords))
        self._optimizer = torch.optim.Adam(self._q.parameters(), lr=1e-3)

    def update(self, coords, action_voxel):
        loss = nn.functional.cross_entropy(self._q(coords), action_voxel)
        self._optimizer.zero_grad()
        loss.backward()
        self._optimizer.step()
        return loss.item()

    def act(self, coords):
        with torch.no_grad():
            return self._q(coords).argmax(1)

    def save_weights(self, savedir):
        torch.save(self._q.state_dict(), os.path.join(savedir, "qattention.pt"))

    def load_weights(self, savedir):
        state_dict = torch.load(os.path.join(savedir, "qattention.pt"))
        merged_state_dict = self._q.state_dict()
        for k, v in state_dict.items():
            if k in merged_state_dict:
                merged_state_dict[k] = v
        self._q.load_state_dict(merged_state_dict)


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as savedir:
    agent = QAttentionAgent()
    agent.build(batch_size=2)
    for step in range(3):
        print("train", step, agent.update(torch.rand(2, 256, 3), torch.randint(0, 12 ** 3, (2,))))
    agent.save_weights(savedir)

    evaluated = QAttentionAgent()
    evaluated.build(batch_size=1)
    evaluated.load_weights(savedir)
    for episode in range(2):
        print("episode", episode, "voxel", evaluated.act(torch.rand(1, 256, 3)).item())
