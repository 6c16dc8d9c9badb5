import numpy as np
import torch
import torch.nn.functional as F


def zoom(array, factors, order):
    t = torch.from_numpy(array.astype(np.float32))[None, None]
    size = [int(round(n * f)) for n, f in zip(array.shape, factors)]
    mode = "trilinear" if order else "nearest"
    return F.interpolate(t, size=size, mode=mode)[0, 0].numpy()


class LITSPreprocess:
    def __init__(self, xy_down_scale=0.5, slice_down_scale=1.0, upper=200, lower=-200):
        self.xy_down_scale = xy_down_scale
        self.slice_down_scale = slice_down_scale
        self.upper, self.lower = upper, lower

    def process(self, ct_array, seg_array, spacing):
        seg_array = (seg_array > 0).astype(np.uint8)
        ct_array = np.clip(ct_array, self.lower, self.upper)
        z = spacing / self.slice_down_scale
        ct_array = zoom(ct_array, (z, self.xy_down_scale, self.xy_down_scale), order=3)
        seg_array = zoom(seg_array, (z, 1, 1), order=0)
        return ct_array / self.upper, seg_array
