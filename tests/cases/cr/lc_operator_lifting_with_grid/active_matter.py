import torch
from torch.utils.data import Dataset

FIELDS = ["concentration", "velocity_x", "velocity_y", "D_xx", "D_xy", "D_yx", "D_yy", "E_xx", "E_xy", "E_yx", "E_yy"]


class ActiveMatter(Dataset):
    def __init__(self, n_steps_input, resolution, n_windows=4):
        self.steps, self.resolution, self.n = n_steps_input, resolution, n_windows

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        film = torch.randn(self.steps + 1, len(FIELDS), self.resolution, self.resolution, generator=g)
        return {"input_fields": film[:-1], "output_fields": film[-1]}
