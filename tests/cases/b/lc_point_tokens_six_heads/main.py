import torch

from dataset import clouds
from point_mae import PointTransformer
from settings import load_config

torch.manual_seed(0)
config = load_config()
model = PointTransformer(config.model)
optimizer = torch.optim.AdamW(model.parameters(), lr=config.lr, weight_decay=0.05)
for points, label in clouds(config.batches, config.batch_size, config.n_points, config.model.cls_dim):
    logits = model(points)
    loss = torch.nn.functional.cross_entropy(logits, label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f} acc {(logits.argmax(1) == label).float().mean().item():.2f}")
