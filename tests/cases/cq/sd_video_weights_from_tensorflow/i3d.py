import torch
from torch import nn

from convert import load_logits, load_unit


class Unit3D(nn.Module):
    def __init__(self, c_in, c_out, kernel_size=1, stride=1):
        super().__init__()
        self.conv3d = nn.Conv3d(c_in, c_out, kernel_size, stride, padding=kernel_size // 2, bias=False)
        self.batch3d = nn.BatchNorm3d(c_out)

    def forward(self, x):
        return torch.relu(self.batch3d(self.conv3d(x)))


class I3D(nn.Module):
    def __init__(self, num_classes=40):
        super().__init__()
        self.conv3d_1a_7x7 = Unit3D(3, 64, 7, stride=2)
        self.conv3d_2b_1x1 = Unit3D(64, 64)
        self.conv3d_2c_3x3 = Unit3D(64, 96, 3, stride=2)
        self.logits = nn.Conv3d(96, num_classes, 1)

    def forward(self, clip):
        x = self.conv3d_2c_3x3(self.conv3d_2b_1x1(self.conv3d_1a_7x7(clip)))
        return self.logits(x).mean(dim=(2, 3, 4))

    def load_tf_weights(self, variables):
        state_dict = {}
        load_unit(state_dict, "conv3d_1a_7x7", variables, "Conv3d_1a_7x7")
        load_unit(state_dict, "conv3d_2b_1x1", variables, "Conv3d_2b_1x1")
        load_unit(state_dict, "conv3d_2c_3x3", variables, "Conv3d_2c_3x3")
        load_logits(state_dict, "logits", variables)
        for name, buffer in self.named_buffers():
            if name.endswith("num_batches_tracked"):
                state_dict[name] = buffer
        self.load_state_dict(state_dict)
