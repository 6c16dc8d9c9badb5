import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

EXTRACTOR = dict(
    descriptor_dim=64,
    nms_radius=4,
    keypoint_threshold=0.005,
    max_keypoints=-1,
)


class InterestPoints:
    """Scores every pixel, keeps the strong ones and reads a descriptor for each."""

    def __init__(self, conf):
        self.conf = conf
        torch.manual_seed(0)
        self.describe = nn.Conv2d(1, conf["descriptor_dim"], 5, padding=2).requires_grad_(False)

    def __call__(self, image):
        r = self.conf["nms_radius"]
        blurred = nn.functional.avg_pool2d(image[None], 3, 1, 1)[0, 0]
        peaks = nn.functional.max_pool2d(blurred[None, None], 2 * r + 1, 1, r)[0, 0]
        keep = (blurred == peaks) & (blurred > self.conf["keypoint_threshold"])
        ys, xs = torch.nonzero(keep, as_tuple=True)
        if self.conf["max_keypoints"] >= 0:
            best = blurred[ys, xs].argsort(descending=True)[: self.conf["max_keypoints"]]
            ys, xs = ys[best], xs[best]
        desc = self.describe(image[None])[0][:, ys, xs]
        return nn.functional.normalize(desc, dim=0), torch.stack([xs, ys]).float()


class LocalizationFrames(Dataset):
    def __init__(self, n_frames, extractor):
        self.n_frames, self.extractor = n_frames, extractor

    def __len__(self):
        return self.n_frames

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(100 + i)
        image = torch.rand(1, 120, 160, generator=g)
        descriptors, pixels = self.extractor(image)
        scene = torch.cat([pixels / 160, torch.ones(1, pixels.shape[1])])
        return {"descriptors": descriptors, "coords": scene}


class DescriptorToScene(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mlp = nn.Sequential(nn.Conv1d(dim, 128, 1), nn.ReLU(), nn.Conv1d(128, 3, 1))

    def forward(self, desc):
        return self.mlp(desc)


frames = LocalizationFrames(8, InterestPoints(EXTRACTOR))
loader = DataLoader(frames, batch_size=4)
model = DescriptorToScene(EXTRACTOR["descriptor_dim"])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for it, batch in enumerate(loader):
    pred = model(batch["descriptors"])
    loss = (pred - batch["coords"]).norm(dim=1).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(it, loss.item())
