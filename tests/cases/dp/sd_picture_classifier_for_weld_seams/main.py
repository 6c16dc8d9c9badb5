import os
import tempfile

import torch
import torch.nn as nn

from network import SimpleNet
from pretrain import pretrain

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "pretext.pth")
    pretrain(path)
    pretrained_dict = torch.load(path)

model = SimpleNet(img_size=64, num_classes=3)
model.load_state_dict(pretrained_dict, strict=False)

# photographs of weld seams: good, pore, crack
photos, labels = torch.rand(12, 3, 64, 64), torch.randint(0, 3, (12,))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for step in range(3):
    loss = nn.functional.cross_entropy(model(photos), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
