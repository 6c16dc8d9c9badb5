import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class GeometricAugmentation(nn.Module):
    """One step of a batched pipeline; images and masks get the same parameters."""

    def identity_matrix(self, x):
        return torch.eye(3).repeat(len(x), 1, 1)


class RandomCrop(GeometricAugmentation):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def generate_parameters(self, shape):
        b, _, h, w = shape
        return {"top": torch.randint(0, h - self.size + 1, (b,)), "left": torch.randint(0, w - self.size + 1, (b,))}

    def compute_transformation(self, x, params):
        matrix = self.identity_matrix(x)
        matrix[:, 0, 2], matrix[:, 1, 2] = -params["left"].float(), -params["top"].float()
        return matrix

    def apply_transform(self, x, params):
        corners = zip(x, params["top"].tolist(), params["left"].tolist())
        return torch.stack([img[:, t:t + self.size, l:l + self.size] for img, t, l in corners])


class RandomNCrop(RandomCrop):
    """Take num random crops of every image."""

    def __init__(self, size, num):
        super().__init__(size)
        self.num = num

    def generate_parameters(self, shape):
        return {"crops": [super(RandomNCrop, self).generate_parameters(shape) for _ in range(self.num)]}

    def compute_transformation(self, x, params):
        return self.identity_matrix(x)

    def apply_transform(self, x, params):
        return torch.cat([super(RandomNCrop, self).apply_transform(x, p) for p in params["crops"]])


class RandomHorizontalFlip(GeometricAugmentation):
    def generate_parameters(self, shape):
        return {"flip": torch.rand(shape[0]) < 0.5}

    def compute_transformation(self, x, params):
        matrix = self.identity_matrix(x)
        matrix[params["flip"], 0, 0] = -1
        matrix[params["flip"], 0, 2] = x.shape[-1] - 1
        return matrix

    def apply_transform(self, x, params):
        return torch.where(params["flip"].view(-1, 1, 1, 1), x.flip(-1), x)


class AugmentationSequential(nn.Module):
    def __init__(self, *steps, data_keys):
        super().__init__()
        self.steps, self.data_keys = nn.ModuleList(steps), data_keys

    def forward(self, batch):
        self.transform_matrix = None
        for step in self.steps:
            params = step.generate_parameters(batch["image"].shape)
            matrix = step.compute_transformation(batch["image"], params)
            self.transform_matrix = matrix if self.transform_matrix is None else matrix @ self.transform_matrix
            batch = {k: step.apply_transform(batch[k], params) for k in self.data_keys}
        return batch


class GaofenTiles(Dataset):
    def __init__(self, n=6, size=96):
        g = torch.Generator().manual_seed(15)
        self.images = torch.rand(n, 4, size, size, generator=g)
        self.masks = torch.randint(0, 15, (n, 1, size, size), generator=g)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return {"image": self.images[i], "mask": self.masks[i]}


class GaofenDataModule:
    def __init__(self, batch_size=1, patch_size=32):
        self.batch_size, self.patch_size = batch_size, patch_size
        self.train_aug = AugmentationSequential(
            RandomNCrop(self.patch_size, self.batch_size),
            RandomHorizontalFlip(),
            data_keys=["image", "mask"],
        )

    def train_dataloader(self):
        return DataLoader(GaofenTiles(), batch_size=self.batch_size, shuffle=True)

    def on_after_batch_transfer(self, batch):
        batch = self.train_aug(batch)
        return batch["image"], batch["mask"].squeeze(1)


torch.manual_seed(0)
datamodule = GaofenDataModule(batch_size=2, patch_size=32)
model = nn.Sequential(nn.Conv2d(4, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 15, 1))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for step, batch in enumerate(datamodule.train_dataloader()):
    images, masks = datamodule.on_after_batch_transfer(batch)
    loss = F.cross_entropy(model(images), masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {len(images)} patches, train_loss {loss.item():.4f}")
