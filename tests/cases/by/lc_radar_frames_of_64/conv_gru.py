import torch
from torch import nn


class ConvGRU(nn.Module):
    def __init__(self, input_channel, num_filter, b_h_w, kernel=3):
        super().__init__()
        self.num_filter, self.b_h_w = num_filter, b_h_w
        self.i2h = nn.Conv2d(input_channel, 3 * num_filter, 3, padding=1)
        self.h2h = nn.Conv2d(num_filter, 3 * num_filter, kernel, padding=kernel // 2)

    def forward(self, inputs, state=None, seq_len=None):
        if state is None:
            batch, height, width = self.b_h_w
            state = torch.zeros(batch, self.num_filter, height, width)
        outputs = []
        for t in range(seq_len):
            h = self.h2h(state)
            x = torch.zeros_like(h) if inputs is None else self.i2h(inputs[t])
            (xr, xu, xn), (hr, hu, hn) = x.chunk(3, dim=1), h.chunk(3, dim=1)
            update = torch.sigmoid(xu + hu)
            new = nn.functional.leaky_relu(xn + torch.sigmoid(xr + hr) * hn, 0.2)
            state = update * state + (1 - update) * new
            outputs.append(state)
        return torch.stack(outputs), state
