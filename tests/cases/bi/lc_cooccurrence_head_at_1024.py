import random

import torch
from torch import nn
from torch.nn import functional as F


def down(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 4, stride=2, padding=1), nn.LeakyReLU(0.2))


class CooccurDiscriminator(nn.Module):
    """Do the patches come from the same picture as the reference patches?"""

    def __init__(self, channel, size):
        super().__init__()
        self.encoder = nn.Sequential(
            down(3, channel), down(channel, channel * 2),
            down(channel * 2, channel * 4), down(channel * 4, channel * 4),
            nn.Conv2d(channel * 4, channel * 4, 3), nn.LeakyReLU(0.2),
        )
        if size > 511:
            feat_size = 6 * 6
        else:
            feat_size = 2 * 2
        self.linear = nn.Sequential(
            nn.Linear(channel * 4 * feat_size * 2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1),
        )

    def forward(self, patches, reference, ref_batch):
        out = self.encoder(patches).flatten(1)
        ref = self.encoder(reference).flatten(1)
        ref = ref.view(-1, ref_batch, ref.shape[1]).mean(1)
        ref = ref.repeat_interleave(out.shape[0] // ref.shape[0], 0)
        return self.linear(torch.cat((out, ref), 1))


def patchify_image(img, n_crop, min_size=1 / 8, max_size=1 / 4):
    size = img.shape[-1]
    target = int(size * max_size)
    patches = []
    for _ in range(n_crop):
        c = int(size * random.uniform(min_size, max_size))
        y, x = random.randint(0, size - c), random.randint(0, size - c)
        patch = img[:, :, y:y + c, x:x + c]
        patches.append(F.interpolate(patch, size=(target, target), mode="bilinear", align_corners=False))
    return torch.stack(patches, 1).view(-1, *patches[0].shape[1:])


size = 1024
n_crop, ref_crop = 4, 2
cooccur = CooccurDiscriminator(channel=8, size=size)
c_optim = torch.optim.Adam(cooccur.parameters(), lr=2e-3, betas=(0.0, 0.99))
real, fake = torch.rand(2, 3, size, size), torch.rand(2, 3, size, size)

fake_pred = cooccur(patchify_image(fake, n_crop), patchify_image(real, ref_crop * n_crop), ref_crop * n_crop)
real_pred = cooccur(patchify_image(real, n_crop), patchify_image(real, ref_crop * n_crop), ref_crop * n_crop)
loss = F.softplus(-real_pred).mean() + F.softplus(fake_pred).mean()
c_optim.zero_grad()
loss.backward()
c_optim.step()
print("cooccur loss", loss.item())
