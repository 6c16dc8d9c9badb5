import torch

FEATURE_SIZE = {
    "rgb": 3, "intensity": 1, "linearity": 1, "planarity": 1, "scattering": 1,
    "verticality": 1, "elevation": 1, "normal": 3,
}


def read_point_cloud(n_points, seed):
    """Stands for a .pcd file: coordinates and colours."""
    g = torch.Generator().manual_seed(seed)
    pos = torch.rand(n_points, 3, generator=g) * torch.tensor([40.0, 40.0, 6.0])
    return {"pos": pos, "rgb": torch.rand(n_points, 3, generator=g)}


def geometric_features(cloud, k=12):
    """Covariance features of the k nearest neighbours."""
    pos = cloud["pos"]
    near = pos[torch.cdist(pos, pos).topk(k, largest=False).indices]
    near = near - near.mean(1, keepdim=True)
    values, vectors = torch.linalg.eigh(near.transpose(1, 2) @ near / k)
    l3, l2, l1 = values.clamp(min=1e-6).sqrt().unbind(1)
    normal = vectors[:, :, 0]
    cloud["linearity"] = ((l1 - l2) / l1)[:, None]
    cloud["planarity"] = ((l2 - l3) / l1)[:, None]
    cloud["scattering"] = (l3 / l1)[:, None]
    cloud["verticality"] = normal[:, 2:].abs()
    cloud["normal"] = normal
    cloud["elevation"] = pos[:, 2:] - pos[:, 2].min()
    return cloud


def assemble(cloud, keys):
    return torch.cat([cloud[k] for k in keys], dim=1)
