import torch

from options import TestOptions
from swap import FaceSwapper
from video import read_frames

torch.manual_seed(0)

opt = TestOptions().parse()
swapper = FaceSwapper(opt).eval()
source, frames = read_frames(opt.image_size, n=2)

with torch.no_grad():
    latend_id = swapper.identity(source)
    for k, frame in enumerate(frames):
        result = swapper(frame, latend_id)
        print("frame", k, tuple(result.shape), round(result.mean().item(), 4))
