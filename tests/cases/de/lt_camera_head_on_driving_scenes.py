import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def mat_to_quat(R):
    """Rotation matrices (..., 3, 3) to quaternions (..., 4), scalar last."""
    w = torch.sqrt((1.0 + R[..., 0, 0] + R[..., 1, 1] + R[..., 2, 2]).clamp(min=1e-6)) / 2
    x = (R[..., 2, 1] - R[..., 1, 2]) / (4 * w)
    y = (R[..., 0, 2] - R[..., 2, 0]) / (4 * w)
    z = (R[..., 1, 0] - R[..., 0, 1]) / (4 * w)
    return torch.stack((x, y, z, w), dim=-1)


def camera_to_pose_encoding(extrinsics, intrinsics, image_size_hw, pose_encoding_type="absT_quaR"):
    """extrinsics (B, S, 3, 4) and intrinsics (B, S, 3, 3) to one vector for each frame."""
    T = extrinsics[..., :3, 3]
    quat = mat_to_quat(extrinsics[..., :3, :3])
    if pose_encoding_type == "absT_quaR":
        return torch.cat((T, quat), dim=-1)
    if pose_encoding_type == "absT_quaR_FoV":
        H, W = image_size_hw
        fov_h = 2 * torch.atan((H / 2) / intrinsics[..., 1, 1])
        fov_w = 2 * torch.atan((W / 2) / intrinsics[..., 0, 0])
        return torch.cat((T, quat, fov_h[..., None], fov_w[..., None]), dim=-1)
    raise NotImplementedError(pose_encoding_type)


class DrivingClips(Dataset):
    def __init__(self, n=4, views=10, size=(28, 56)):
        self.n, self.views, self.size = n, views, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        H, W = self.size
        yaw = torch.linspace(0, 0.3, self.views)
        R = torch.zeros(self.views, 3, 3)
        R[:, 0, 0] = R[:, 2, 2] = yaw.cos()
        R[:, 0, 2], R[:, 2, 0], R[:, 1, 1] = yaw.sin(), -yaw.sin(), 1.0
        t = torch.rand(self.views, 3, 1, generator=g).cumsum(0)
        K = torch.tensor([[60.0, 0, W / 2], [0, 60.0, H / 2], [0, 0, 1]]).repeat(self.views, 1, 1)
        return {
            "images": torch.rand(self.views, 3, H, W, generator=g),
            "extrinsics": torch.cat((R, t), dim=-1),
            "intrinsics": K,
        }


class CameraHead(nn.Module):
    def __init__(self, dim_in, target_dim=9):
        super().__init__()
        self.norm = nn.LayerNorm(dim_in)
        self.pose_branch = nn.Sequential(nn.Linear(dim_in, 32), nn.GELU(), nn.Linear(32, target_dim))

    def forward(self, tokens):
        pose = self.pose_branch(self.norm(tokens))
        return torch.cat((pose[..., :7], pose[..., 7:].relu()), dim=-1)


class StreamModel(nn.Module):
    def __init__(self, dim=48):
        super().__init__()
        self.patch = nn.Conv2d(3, dim, 14, 14)
        self.temporal = nn.GRU(dim, dim, batch_first=True)
        self.camera_head = CameraHead(dim)

    def forward(self, images):
        b, s = images.shape[:2]
        tokens = self.patch(images.flatten(0, 1)).mean((2, 3)).view(b, s, -1)
        tokens, _ = self.temporal(tokens)
        return {"pose_enc": self.camera_head(tokens)}


def l1(pred, target):
    return (pred - target).abs().clamp(max=100).mean()


def camera_loss(predictions, batch, weight_T=1.0, weight_R=1.0, weight_fl=0.5):
    pred = predictions["pose_enc"]
    gt = camera_to_pose_encoding(batch["extrinsics"], batch["intrinsics"], batch["images"].shape[-2:])
    loss_T = l1(pred[..., :3], gt[..., :3])
    loss_R = l1(pred[..., 3:7], gt[..., 3:7])
    loss_fl = l1(pred[..., 7:], gt[..., 7:])
    return weight_T * loss_T + weight_R * loss_R + weight_fl * loss_fl


torch.manual_seed(0)
model = StreamModel()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
for step, batch in enumerate(DataLoader(DrivingClips(), batch_size=1)):
    loss = camera_loss(model(batch["images"]), batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
