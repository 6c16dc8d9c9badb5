import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def arg_parser():
    p = argparse.ArgumentParser()
    p.add_argument("--backbone_net", default="resnet", choices=["resnet", "i3d"])
    p.add_argument("--groups", type=int, default=8, help="number of frames")
    p.add_argument("--threed_data", action="store_true", help="load data in the layout for 3D models")
    return p


class VideoDataSet(Dataset):
    def __init__(self, num_frames, threed_data=False, size=56):
        self.num_frames, self.threed_data, self.size = num_frames, threed_data, size

    def __len__(self):
        return 10

    def __getitem__(self, index):
        frames = [torch.rand(3, self.size, self.size) for _ in range(self.num_frames)]
        clip = torch.cat(frames, dim=0)
        if self.threed_data:
            clip = clip.view(self.num_frames, 3, self.size, self.size).transpose(0, 1).contiguous()
        return clip, index % 4


class FrameResNet(nn.Module):
    def __init__(self, num_frames, num_classes):
        super().__init__()
        self.num_frames = num_frames
        self.conv1 = nn.Conv2d(3, 16, 7, 2, 3)
        self.fc = nn.Linear(16, num_classes)

    def forward(self, x):
        b, _, h, w = x.shape
        x = torch.relu(self.conv1(x.view(b * self.num_frames, 3, h, w)))
        return self.fc(x.mean((2, 3))).view(b, self.num_frames, -1).mean(1)


class I3D(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv3d(3, 16, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm3d(16)
        self.maxpool = nn.MaxPool3d((1, 3, 3), stride=2, padding=(0, 1, 1))
        self.fc = nn.Linear(16, num_classes)

    def forward(self, x):
        x = self.maxpool(torch.relu(self.bn1(self.conv1(x))))
        return self.fc(x.mean((2, 3, 4)))


args = arg_parser().parse_args(["--backbone_net", "i3d", "--groups", "16"])
model = I3D(4) if args.backbone_net == "i3d" else FrameResNet(args.groups, 4)
train_set = VideoDataSet(args.groups, threed_data=args.threed_data)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for images, target in DataLoader(train_set, batch_size=5, shuffle=True):
    loss = nn.functional.cross_entropy(model(images), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
