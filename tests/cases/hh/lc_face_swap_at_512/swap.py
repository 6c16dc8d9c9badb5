import torch
import torch.nn.functional as F
from torch import nn

from arcface import ArcFace


class FaceSwapper(nn.Module):
    def __init__(self, opt):
        super().__init__()
        self.netArc = ArcFace(opt.latent_size)
        self.down = nn.Conv2d(3, opt.ngf, 7, padding=3)
        self.style = nn.Linear(opt.latent_size, opt.ngf * 2)
        self.up = nn.Conv2d(opt.ngf, 3, 7, padding=3)

    def identity(self, img_id):
        img_id_downsample = F.interpolate(img_id, scale_factor=0.5)
        latend_id = self.netArc(img_id_downsample)
        return latend_id / latend_id.norm(dim=1, keepdim=True)

    def forward(self, img_att, latend_id):
        x = torch.relu(self.down(img_att))
        gamma, beta = self.style(latend_id)[:, :, None, None].chunk(2, dim=1)
        return torch.tanh(self.up(x * (1 + gamma) + beta))
