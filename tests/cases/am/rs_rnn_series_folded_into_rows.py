import numpy as np
import torch
from torch import nn

TIME_STEP = 10
INPUT_SIZE = 1
LR = 0.02


class RNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(input_size=INPUT_SIZE, hidden_size=32, num_layers=1, batch_first=True)
        self.out = nn.Linear(32, 1)

    def forward(self, x, h_state):
        r_out, h_state = self.rnn(x, h_state)
        r_out = r_out.reshape(-1, 32)
        outs = self.out(r_out)
        return outs, h_state


def segment(step, phases):
    start, end = step * np.pi, (step + 1) * np.pi
    steps = np.linspace(start, end, TIME_STEP, dtype=np.float32)
    angles = steps[None] + phases[:, None]
    return np.sin(angles)[..., None], np.cos(angles)[..., None]


rnn = RNN()
optimizer = torch.optim.Adam(rnn.parameters(), lr=LR)
loss_func = nn.MSELoss()
phases = np.array([0.0, 0.4, 0.8, 1.2], dtype=np.float32)

h_state = None
for step in range(60):
    x_np, y_np = segment(step, phases)
    x, y = torch.from_numpy(x_np), torch.from_numpy(y_np)
    prediction, h_state = rnn(x, h_state)
    h_state = h_state.detach()
    loss = loss_func(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 20 == 0:
        print(step, round(loss.item(), 4))
