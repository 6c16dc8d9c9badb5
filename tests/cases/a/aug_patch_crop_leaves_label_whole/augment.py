import torch


class Compose:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, **sample):
        for step in self.steps:
            sample = step(**sample)
        return sample


class Mirror:
    def __init__(self, axes=(0, 1, 2), data_key="data", label_key="seg"):
        self.axes, self.keys = axes, (data_key, label_key)

    def __call__(self, **sample):
        for axis in self.axes:
            if torch.rand(()) < 0.5:
                for k in self.keys:
                    if k in sample:
                        sample[k] = sample[k].flip(axis + 2)
        return sample


class RandomPatch:
    """Cuts the same random cube out of the data and, where there is one, the segmentation."""

    def __init__(self, size, data_key="data", label_key="seg"):
        self.size, self.data_key, self.label_key = size, data_key, label_key

    def __call__(self, **sample):
        full = sample[self.data_key].shape[2:]
        corner = [int(torch.randint(0, f - s + 1, ())) for f, s in zip(full, self.size)]
        cut = (..., *[slice(c, c + s) for c, s in zip(corner, self.size)])
        for k in (self.data_key, self.label_key):
            if sample.get(k) is not None:
                sample[k] = sample[k][cut]
        return sample
