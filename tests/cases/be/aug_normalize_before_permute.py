import numpy as np
import torch
from torch import nn
from torchvision import transforms

VGG_normalize = transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
n_depths = 8


class VGGFeatures(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )

    def forward(self, x):
        return self.features(x)


class DisparityNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.sweep = nn.Conv2d(3 * n_depths, 32, 5, stride=4, padding=2)
        self.head = nn.Conv2d(64, n_depths, 3, padding=1)

    def forward(self, sweep_volume, vgg_features):
        x = torch.relu(self.sweep(sweep_volume))
        return self.head(torch.cat([x, vgg_features], dim=1))


def load_image(index, height=120, width=160):
    rng = np.random.default_rng(index)
    return rng.random((height, width, 3), dtype=np.float32)


def plane_sweep(img, n_planes):
    planes = [np.roll(img, k, axis=1) for k in range(n_planes)]
    return torch.from_numpy(np.concatenate(planes, axis=2)).permute(2, 0, 1)


VGG_model = VGGFeatures().eval()
model = DisparityNet().eval()
images = [load_image(i) for i in range(3)]
with torch.no_grad():
    for ref_idx in range(len(images)):
        ref_img_full = images[ref_idx]
        VGG_tensor = VGG_normalize(torch.FloatTensor(ref_img_full)).permute(2, 0, 1).unsqueeze(0)
        VGG_features = VGG_model(VGG_tensor)
        sweep = torch.stack([plane_sweep(img, n_depths) for k, img in enumerate(images) if k != ref_idx])
        cost = model(sweep, VGG_features.expand(len(sweep), -1, -1, -1)).mean(0)
        print(ref_idx, cost.argmax(0).float().mean().item())
