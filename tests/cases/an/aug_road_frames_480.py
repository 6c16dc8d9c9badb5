import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

ROAD_TYPES = ["residential", "primary", "secondary", "motorway"]

frame_transform = transforms.Compose([
    transforms.Resize((480, 640)),
    transforms.ColorJitter(brightness=0.3, contrast=0.3),
    transforms.ToTensor(),
])


class Down(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, 3, stride=2, padding=1)
        self.bn = nn.BatchNorm2d(c_out)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class Encoder(nn.Module):
    def __init__(self, num_lanes=4):
        super().__init__()
        self.initial_block = Down(3, 8)
        self.layers = nn.ModuleList([Down(8, 16), Down(16, 32)])
        self.lanes = nn.Conv2d(32, num_lanes + 1, 1)
        self.road_layers = nn.ModuleList([Down(32, 32), Down(32, 64), Down(64, 64), Down(64, 64)])
        self.road_linear_1 = nn.Linear(64 * 3 * 5, 128)
        self.road_linear_2 = nn.Linear(128, len(ROAD_TYPES))

    def forward(self, x):
        out = self.initial_block(x)
        for layer in self.layers:
            out = layer(out)
        lanes = self.lanes(out)
        road = out
        for layer in self.road_layers:
            road = layer(road)
        road = road.flatten(1)
        road = F.relu(self.road_linear_1(road))
        return lanes, self.road_linear_2(road)


frames = FakeData(size=6, image_size=(3, 720, 960), num_classes=len(ROAD_TYPES), transform=frame_transform)
model = Encoder()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
for i, (frame, road_type) in enumerate(DataLoader(frames, batch_size=2)):
    lanes, road = model(frame)
    lane_mask = torch.zeros(lanes.shape[0], *lanes.shape[2:], dtype=torch.long)
    loss = F.cross_entropy(road, road_type) + 0.5 * F.cross_entropy(lanes, lane_mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{i}: {loss.item():.4f}")
