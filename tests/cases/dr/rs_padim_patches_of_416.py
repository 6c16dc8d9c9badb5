import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Sequential(nn.Conv2d(3, 16, 7, stride=4, padding=3), nn.ReLU())
        self.layer2 = nn.Sequential(nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU())

    def forward(self, x):
        f1 = self.layer1(x)
        return f1, self.layer2(f1)


class PaDiM:
    def __init__(self, num_embeddings=20):
        self.backbone = Backbone().eval()
        self.num_embeddings = num_embeddings
        self.embedding_ids = torch.randperm(16 + 32)[:num_embeddings]
        self.num_patches = 104 * 104
        self.n = 0
        self.means = torch.zeros(self.num_patches, num_embeddings)
        self.covs = torch.zeros(self.num_patches, num_embeddings, num_embeddings)

    def embed(self, imgs):
        with torch.no_grad():
            f1, f2 = self.backbone(imgs)
        maps = torch.cat([f1, F.interpolate(f2, f1.shape[-2:])], dim=1)
        return maps[:, self.embedding_ids]

    def train_one_batch(self, imgs):
        embeddings = self.embed(imgs)
        embeddings = embeddings.reshape(-1, self.num_embeddings, self.num_patches)
        self.means += embeddings.sum(0).T
        self.covs += torch.einsum("bcp,bdp->pcd", embeddings, embeddings)
        self.n += len(imgs)


img_transforms = transforms.Compose([
    transforms.Resize((256, 256)),
    transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
])
seals = FakeData(size=6, image_size=(3, 300, 400), transform=img_transforms)
padim = PaDiM()
for imgs, _ in DataLoader(seals, batch_size=3):
    padim.train_one_batch(imgs)
print(padim.n, "images", (padim.means / padim.n).norm(dim=1).mean())
