import torch
from torch.utils.data import DataLoader

from active_matter import FIELDS, ActiveMatter
from benchmark_models import FNOModel

n_steps_input, resolution, batch_size = 4, 16, 2

data = ActiveMatter(n_steps_input, resolution)
model = FNOModel(
    dim_in=n_steps_input * len(FIELDS),
    dim_out=len(FIELDS),
    modes=6,
    hidden_channels=16,
    gradient_checkpointing=False,
)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for batch in DataLoader(data, batch_size=batch_size):
    x = batch["input_fields"].flatten(1, 2)
    loss = torch.nn.functional.mse_loss(model(x), batch["output_fields"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"vrmse {loss.sqrt().item():.4f}")
