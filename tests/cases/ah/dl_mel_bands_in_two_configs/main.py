import torch
from torch.utils.data import DataLoader

from config import data_config, train_config, waveglow_config
from glow import WaveGlow
from mel2samp import Mel2Samp


def waveglow_loss(z, log_s_total, sigma=1.0):
    return (torch.sum(z * z) / (2 * sigma * sigma) - log_s_total) / z.numel()


torch.manual_seed(train_config["seed"])
trainset = Mel2Samp(**data_config)
loader = DataLoader(trainset, batch_size=train_config["batch_size"], drop_last=True)
model = WaveGlow(hop_length=data_config["hop_length"], **waveglow_config)
optimizer = torch.optim.Adam(model.parameters(), lr=train_config["learning_rate"])

for iteration, (mel, audio) in zip(range(train_config["iterations"]), loader):
    z, log_s = model(mel, audio)
    loss = waveglow_loss(z, log_s)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{iteration}:\t{loss.item():.6f}")
