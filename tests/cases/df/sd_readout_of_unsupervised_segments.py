import os
import tempfile

import torch
import torch.nn as nn

TASKS_TO_CHANNELS = {
    "autoencoding": 3,
    "denoising": 3,
    "depth_euclidean": 1,
    "edge_texture": 1,
    "keypoints2d": 1,
    "normal": 3,
    "reshading": 1,
    "segment_unsup2d": 128,
    "segment_unsup25d": 128,
    "segment_semantic": 17,
}


class TaskonomyEncoder(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, stride=4, padding=3)
        self.layer1 = nn.Conv2d(width, width, 3, stride=4, padding=1)
        self.compress1 = nn.Conv2d(width, 8, 3, padding=1)

    def forward(self, x):
        x = torch.relu(self.layer1(torch.relu(self.conv1(x))))
        return torch.relu(self.compress1(x))


class TaskonomyDecoder(nn.Module):
    def __init__(self, out_channels=3, width=16):
        super().__init__()
        self.conv2 = nn.Conv2d(8, width, 3, padding=1)
        self.up = nn.ModuleList([nn.ConvTranspose2d(width, width, 4, stride=2, padding=1) for _ in range(4)])
        self.decoder_output = nn.Sequential(nn.Conv2d(width, out_channels, 3, padding=1), nn.Tanh())

    def forward(self, x):
        x = torch.relu(self.conv2(x))
        for layer in self.up:
            x = torch.nn.functional.leaky_relu(layer(x), 0.2)
        return self.decoder_output(x)


def fetch_weights(model_dir):
    """Stands for the download of the released models."""
    released = {"normal": 3, "reshading": 1, "segment_unsup2d": 64, "segment_unsup25d": 64}
    for task, channels in released.items():
        parts = {"encoder": TaskonomyEncoder(), "decoder": TaskonomyDecoder(channels)}
        for part, net in parts.items():
            torch.save({"state_dict": net.state_dict()}, os.path.join(model_dir, f"{task}_{part}.dat"))


class VisualPrior:
    def __init__(self, model_dir):
        self.model_dir = model_dir
        self.encoders, self.decoders = {}, {}

    def _checkpoint(self, task, part):
        path = os.path.join(self.model_dir, f"{task}_{part}.dat")
        return torch.load(path, map_location="cpu")["state_dict"]

    def _encoder(self, task):
        if task not in self.encoders:
            net = TaskonomyEncoder()
            net.load_state_dict(self._checkpoint(task, "encoder"))
            self.encoders[task] = net.eval()
        return self.encoders[task]

    def _decoder(self, task):
        if task not in self.decoders:
            state = self._checkpoint(task, "decoder")
            net = TaskonomyDecoder(out_channels=TASKS_TO_CHANNELS[task])
            net.load_state_dict(state)
            self.decoders[task] = net.eval()
        return self.decoders[task]

    @torch.no_grad()
    def representation_transform(self, x, task):
        return self._encoder(task)(x)

    @torch.no_grad()
    def feature_readout(self, x, task):
        return self._decoder(task)(self._encoder(task)(x))


with tempfile.TemporaryDirectory() as tmp:
    fetch_weights(tmp)
    visualpriors = VisualPrior(tmp)
    x = torch.rand(1, 3, 256, 256) * 2 - 1
    for feature_task in ("normal", "segment_unsup2d"):
        representation = visualpriors.representation_transform(x, feature_task)
        pred = visualpriors.feature_readout(x, feature_task)
        print(feature_task, tuple(representation.shape), tuple(pred.shape))
