import torch

from i3d import I3D
from tf_checkpoint import read_rgb_checkpoint

model = I3D(num_classes=40)
model.load_tf_weights(read_rgb_checkpoint())
model.eval()
clip = torch.rand(1, 3, 8, 32, 32)
with torch.no_grad():
    scores = model(clip).softmax(dim=1)
top = scores[0].topk(3)
print(top.indices.tolist(), top.values.tolist())
