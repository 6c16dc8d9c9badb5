import torch
from torch.utils.data import DataLoader

from config import data_config, train_config, waveglow_config
from glow import WaveGlow
from mel2samp import Mel2Samp


def train(epochs, batch_size, learning_rate):
    model = WaveGlow(**waveglow_config)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    trainset = Mel2Samp(**data_config)
    train_loader = DataLoader(trainset, batch_size=batch_size, shuffle=False)
    model.train()
    for epoch in range(epochs):
        for i, (mel, audio) in enumerate(train_loader):
            model.zero_grad()
            z = model(mel, audio)
            loss = torch.sum(z * z) / z.numel()
            loss.backward()
            optimizer.step()
            print("{}:\t{:.9f}".format(i, loss.item()))


train(**train_config)
