import torch
from torch import nn

from pictures import get_loader
from pixel_snail import PixelSNAIL

torch.manual_seed(0)
loader = get_loader(batch_size=8, side=12)
model = PixelSNAIL(in_channels=3, out_channels=3)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for step, (x, _) in enumerate(loader):
    preds = model(x)
    loss = nn.functional.binary_cross_entropy_with_logits(preds, x, reduction="sum") / len(x)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(f"step {step}: {loss.item():.2f} nats per picture")
