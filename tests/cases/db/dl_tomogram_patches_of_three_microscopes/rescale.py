import numpy as np
import torch
import torch.nn.functional as F


def match_pixel_size(volume, pixel_size_in, pixel_size_out, mode="trilinear"):
    """Rescale a cubic volume so that its voxels have the edge pixel_size_out (in Angstrom)."""
    factor = pixel_size_in / pixel_size_out
    shape = [int(round(s * factor)) for s in volume.shape]
    x = torch.from_numpy(volume.astype(np.float32))[None, None]
    kwargs = {} if mode == "nearest" else {"align_corners": False}
    return F.interpolate(x, size=shape, mode=mode, **kwargs)[0, 0].numpy()
