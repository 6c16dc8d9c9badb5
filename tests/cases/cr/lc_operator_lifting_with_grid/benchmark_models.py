from torch import nn
from torch.utils.checkpoint import checkpoint

from neural_operator import FNO


class CheckpointedFNO(FNO):
    def __init__(self, *args, gradient_checkpointing=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.gradient_checkpointing = gradient_checkpointing

    def run(self, layer, x):
        if self.gradient_checkpointing:
            return checkpoint(layer, x, use_reentrant=False)
        return layer(x)

    def forward(self, x):
        x = self.run(self.lifting, x)
        for block in self.fno_blocks:
            x = self.run(block, x)
        return self.run(self.projection, x)


class FNOModel(nn.Module):
    def __init__(self, dim_in, dim_out, modes, hidden_channels, gradient_checkpointing):
        super().__init__()
        self.model = CheckpointedFNO((modes, modes), dim_in, dim_out, hidden_channels, gradient_checkpointing=gradient_checkpointing)

    def forward(self, x):
        return self.model(x)
