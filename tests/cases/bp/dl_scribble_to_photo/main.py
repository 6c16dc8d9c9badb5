import tempfile

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from cldm import ControlledUnet, ControlNet
from first_stage import Encoder
from scribbles import ScribbleDataset, write_samples

batch_size = 2
learning_rate = 1e-5

torch.manual_seed(0)
first_stage = Encoder().eval().requires_grad_(False)
unet = ControlledUnet().requires_grad_(False)
control_model = ControlNet()
alphas_cumprod = torch.cumprod(1 - torch.linspace(0.00085, 0.012, 1000), dim=0)

with tempfile.TemporaryDirectory() as folder:
    write_samples(folder)
    dataloader = DataLoader(ScribbleDataset(folder), batch_size=batch_size, shuffle=True)
    opt = torch.optim.AdamW(control_model.parameters(), lr=learning_rate)
    for step, batch in enumerate(dataloader):
        z = first_stage(batch["jpg"])
        t = torch.randint(0, 1000, (len(z),))
        a = alphas_cumprod[t].view(-1, 1, 1, 1)
        noise = torch.randn_like(z)
        z_noisy = a.sqrt() * z + (1 - a).sqrt() * noise
        control = control_model(z_noisy, batch["hint"])
        loss = F.mse_loss(unet(z_noisy, control), noise)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("step", step, "loss_simple", round(loss.item(), 4))
