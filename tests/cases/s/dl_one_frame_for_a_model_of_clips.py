import numpy as np
import torch
import torch.nn as nn


class YOWO(nn.Module):
    """What happens comes from the clip, where it happens from its last frame."""

    def __init__(self, n_out=30):
        super().__init__()
        self.backbone_3d = nn.Sequential(
            nn.Conv3d(3, 16, 3, stride=(1, 2, 2), padding=1), nn.ReLU(),
            nn.Conv3d(16, 32, 3, stride=(1, 2, 2), padding=1), nn.ReLU(),
        )
        self.backbone_2d = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.conv_final = nn.Conv2d(64, n_out, 1, bias=False)

    def forward(self, input):
        x_3d = input  # input clip
        x_2d = input[:, :, -1, :, :]  # last frame of the clip that is read
        x_2d = self.backbone_2d(x_2d)
        x_3d = self.backbone_3d(x_3d).mean(dim=2)
        return self.conv_final(torch.cat((x_3d, x_2d), dim=1))


class Camera:
    def __init__(self, n=24, side=64):
        self.n, self.side = n, side

    def __iter__(self):
        rng = np.random.default_rng(0)
        for _ in range(self.n):
            yield rng.integers(0, 255, (self.side, self.side, 3), dtype=np.uint8)


def preprocess(frame):
    frame = torch.from_numpy(frame).float() / 255
    return frame.permute(2, 0, 1)


def best_box(output):
    scores = output[:, 4].flatten(1)
    return scores.argmax(dim=1).item(), scores.max().item()


def watch(model, camera, clip_length=8):
    model.eval()
    frames = []
    with torch.no_grad():
        for frame in camera:
            frames.append(preprocess(frame))
            if len(frames) < clip_length:
                continue
            data = frames[-1].unsqueeze(0)
            output = model(data)
            print(best_box(output))
            frames.pop(0)


watch(YOWO(), Camera())
