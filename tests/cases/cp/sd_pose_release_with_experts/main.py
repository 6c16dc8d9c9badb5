import os
import tempfile

import torch

from release import download
from vit_pose import ViTPose


def init_pose_model(checkpoint):
    model = ViTPose(joints=133)
    state = torch.load(checkpoint, map_location="cpu")["state_dict"]
    report = model.load_state_dict(state, strict=False)
    if report.missing_keys or report.unexpected_keys:
        print("not matched exactly:", len(report.missing_keys), len(report.unexpected_keys))
    return model.eval()


def decode(heatmaps):
    b, k, h, w = heatmaps.shape
    index = heatmaps.flatten(2).argmax(dim=-1)
    return torch.stack([index % w * 8, index // w * 8], dim=-1)


with tempfile.TemporaryDirectory() as folder:
    pose_model = init_pose_model(download(os.path.join(folder, "vitpose+_small.pth")))

people = torch.rand(2, 3, 128, 96)
with torch.no_grad():
    keypoints = decode(pose_model(people))
print(keypoints.shape, keypoints[0, :4].tolist())
