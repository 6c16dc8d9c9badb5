import math

import numpy as np
import torch
import torch.nn.functional as F


class Mixup:
    """Mixup or CutMix of a batch with its mirror; returns pictures and (batch, classes) targets."""

    def __init__(self, mixup_alpha, cutmix_alpha, label_smoothing, num_classes, seed=0):
        self.mixup_alpha = mixup_alpha
        self.cutmix_alpha = cutmix_alpha
        self.label_smoothing = label_smoothing
        self.num_classes = num_classes
        self.rng = np.random.default_rng(seed)

    def _one_hot(self, target):
        off = self.label_smoothing / self.num_classes
        return F.one_hot(target, self.num_classes) * (1.0 - self.label_smoothing) + off

    def _box(self, height, width, lam):
        cut_h, cut_w = int(height * math.sqrt(1 - lam)), int(width * math.sqrt(1 - lam))
        top = int(self.rng.integers(0, height - cut_h + 1))
        left = int(self.rng.integers(0, width - cut_w + 1))
        return top, top + cut_h, left, left + cut_w

    def __call__(self, x, target):
        use_cutmix = self.cutmix_alpha > 0 and (self.mixup_alpha == 0 or self.rng.random() < 0.5)
        alpha = self.cutmix_alpha if use_cutmix else self.mixup_alpha
        lam = float(self.rng.beta(alpha, alpha))
        flipped = x.flip(0)
        if use_cutmix:
            t, b, l, r = self._box(*x.shape[-2:], lam)
            x = x.clone()
            x[..., t:b, l:r] = flipped[..., t:b, l:r]
            lam = 1 - (b - t) * (r - l) / (x.shape[-1] * x.shape[-2])
        else:
            x = lam * x + (1 - lam) * flipped
        y = self._one_hot(target)
        return x, lam * y + (1 - lam) * y.flip(0)
