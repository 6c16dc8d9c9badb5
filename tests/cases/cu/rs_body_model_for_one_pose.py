import os
import pickle
import tempfile

import numpy as np
import torch
from torch.nn import Module, Parameter

N_VERTS = 120
PARENTS = [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19, 20, 21]


def write_model(path):
    rng = np.random.RandomState(9608)
    regressor = rng.rand(24, N_VERTS)
    weights = rng.rand(N_VERTS, 24)
    params = {
        "J_regressor": regressor / regressor.sum(1, keepdims=True),
        "weights": weights / weights.sum(1, keepdims=True),
        "posedirs": rng.randn(N_VERTS, 3, 207) * 0.01,
        "v_template": rng.randn(N_VERTS, 3),
        "shapedirs": rng.randn(N_VERTS, 3, 10) * 0.05,
        "kintree_table": np.array([PARENTS, list(range(24))]),
    }
    with open(path, "wb") as f:
        pickle.dump(params, f)


class SMPLModel(Module):
    """Skinned body: shape and pose parameters to mesh vertices and joints, for a batch of bodies."""

    def __init__(self, model_path, device=torch.device("cpu")):
        super().__init__()
        with open(model_path, "rb") as f:
            params = pickle.load(f)
        for name in ["J_regressor", "weights", "posedirs", "v_template", "shapedirs"]:
            self.register_buffer(name, torch.from_numpy(params[name]).to(device))
        self.parent = params["kintree_table"][0]
        self.device = device

    @staticmethod
    def rodrigues(r):
        """Axis-angle [M, 1, 3] to rotation matrices [M, 3, 3]."""
        theta = torch.norm(r + 1e-8, dim=(1, 2), keepdim=True)
        r_hat = r / theta
        zero = torch.zeros(theta.shape[0], dtype=r.dtype, device=r.device)
        m = torch.stack(
            (zero, -r_hat[:, 0, 2], r_hat[:, 0, 1], r_hat[:, 0, 2], zero, -r_hat[:, 0, 0],
             -r_hat[:, 0, 1], r_hat[:, 0, 0], zero), dim=1).reshape(-1, 3, 3)
        eye = torch.eye(3, dtype=r.dtype, device=r.device)
        dot = torch.matmul(r_hat.permute(0, 2, 1), r_hat)
        return theta.cos() * eye + (1 - theta.cos()) * dot + theta.sin() * m

    @staticmethod
    def with_zeros(x):
        """[N, 3, 4] to [N, 4, 4] with the row 0 0 0 1."""
        row = torch.tensor([[[0.0, 0.0, 0.0, 1.0]]], dtype=x.dtype, device=x.device)
        return torch.cat((x, row.expand(x.shape[0], -1, -1)), dim=1)

    @staticmethod
    def pack(x):
        """[N, 24, 4, 1] to [N, 24, 4, 4] with zeros in front."""
        return torch.nn.functional.pad(x, (3, 0))

    def forward(self, betas, pose, trans):
        batch_num = betas.shape[0]
        v_shaped = torch.tensordot(betas, self.shapedirs, dims=([1], [2])) + self.v_template
        J = torch.matmul(self.J_regressor, v_shaped)
        R_cube_big = self.rodrigues(pose.view(-1, 1, 3)).reshape(batch_num, -1, 3, 3)

        R_cube = R_cube_big[:, 1:, :, :]
        I_cube = torch.eye(3, dtype=torch.float64, device=self.device).expand(batch_num, 23, 3, 3)
        lrotmin = (R_cube - I_cube).reshape(batch_num, -1, 1).squeeze()
        v_posed = v_shaped + torch.tensordot(lrotmin, self.posedirs, dims=([1], [2]))

        results = [self.with_zeros(torch.cat((R_cube_big[:, 0], J[:, 0].unsqueeze(-1)), dim=2))]
        for i in range(1, 24):
            offset = (J[:, i] - J[:, self.parent[i]]).unsqueeze(-1)
            local = self.with_zeros(torch.cat((R_cube_big[:, i], offset), dim=2))
            results.append(torch.matmul(results[self.parent[i]], local))
        stacked = torch.stack(results, dim=1)
        rest = torch.nn.functional.pad(J, (0, 1)).unsqueeze(-1)
        results = stacked - self.pack(torch.matmul(stacked, rest))

        T = torch.tensordot(results, self.weights, dims=([1], [1])).permute(0, 3, 1, 2)
        v_homo = torch.nn.functional.pad(v_posed, (0, 1), value=1.0).unsqueeze(-1)
        verts = torch.matmul(T, v_homo)[:, :, :3, 0] + trans.unsqueeze(1)
        return verts, torch.matmul(self.J_regressor, verts)


def fit(model, joints, steps=20):
    n = joints.shape[0]
    betas = Parameter(torch.zeros(n, 10, dtype=torch.float64))
    pose = Parameter(torch.full((n, 72), 1e-3, dtype=torch.float64))
    trans = Parameter(torch.zeros(n, 3, dtype=torch.float64))
    optimizer = torch.optim.Adam([betas, pose, trans], lr=0.02)
    for _ in range(steps):
        _, predicted = model(betas, pose, trans)
        loss = (predicted - joints).square().sum(-1).mean() + 1e-3 * betas.square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return pose.detach(), loss.item()


if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.pkl")
        write_model(path)
        model = SMPLModel(path)
    keypoints = torch.randn(1, 24, 3, dtype=torch.float64) * 0.1
    pose, loss = fit(model, keypoints)
    print(pose.shape, loss)
