import os
import tempfile

import torch
import torch.nn as nn
from torchvision import transforms
from torchvision.datasets import FakeData

MODEL = "6Image6s_027"


def fetch_weights(folder):
    """Weights of the network trained on six consecutive frames."""
    g = torch.Generator().manual_seed(27)
    shapes = {
        "features.0.weight": (16, 3, 5, 5), "features.0.bias": (16,),
        "features.3.weight": (32, 16, 3, 3), "features.3.bias": (32,),
        "compress.weight": (16, 32, 1, 1), "compress.bias": (16,),
        "final_layer.1.weight": (256, 4704), "final_layer.1.bias": (256,),
        "final_layer.4.weight": (1, 256), "final_layer.4.bias": (1,),
    }
    path = os.path.join(folder, MODEL)
    torch.save({name: 0.02 * torch.randn(shape, generator=g) for name, shape in shapes.items()}, path)
    return path


class VGGNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.feature_size = 16 * 7 * 7 * 3
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.compress = nn.Conv2d(32, 16, 1)
        self.final_layer = nn.Sequential(
            nn.ReLU(),
            nn.Linear(self.feature_size, 256),
            nn.ReLU(),
            nn.Dropout(p=0.5),
            nn.Linear(256, 1),
        )

    def forward(self, frames):
        feats = [self.compress(self.features(f)).flatten(1) for f in frames]
        return self.final_layer(torch.cat(feats, dim=1))


preprocess = transforms.Compose([
    transforms.Resize((224, 224)),
    transforms.ToTensor(),
    transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
])
video = FakeData(size=10, image_size=(3, 240, 320), transform=preprocess)

with tempfile.TemporaryDirectory() as folder:
    model = VGGNet()
    model.load_state_dict(torch.load(fetch_weights(folder)))
model.eval()

stack = []
with torch.no_grad():
    for t in range(len(video)):
        stack.append(video[t][0].unsqueeze(0))
        if len(stack) < 6:
            continue
        print(f"frame {t}: time to near collision {model(stack[-6:]).item():.2f} s")
