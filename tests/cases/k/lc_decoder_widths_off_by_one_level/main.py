import torch
from decoder import Decoder
from encoder import Encoder
from torch import nn

torch.manual_seed(0)


class UNet(nn.Module):
    def __init__(self, input_channels, num_classes):
        super().__init__()
        self.encoder = Encoder(input_channels)
        self.decoder = Decoder(self.encoder.channels, self.encoder.channels[:-1])
        self.logits = nn.Conv2d(self.decoder.channels[0], num_classes, 1)

    def forward(self, x):
        return self.logits(self.decoder(self.encoder(x)))


net = UNet(3, 2)
optimizer = torch.optim.Adam(net.parameters(), 1e-3)
for _ in range(2):
    images, masks = torch.rand(2, 3, 48, 64), torch.randint(0, 2, (2, 48, 64))
    loss = nn.functional.cross_entropy(net(images), masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
