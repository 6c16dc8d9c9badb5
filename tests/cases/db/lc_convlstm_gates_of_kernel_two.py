import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class ConvLSTMCell(nn.Module):
    def __init__(self, input_dim, hidden_dim, kernel_size, bias):
        super().__init__()
        self.hidden_dim = hidden_dim
        self.kernel_size = kernel_size
        self.padding = kernel_size[0] // 2, kernel_size[1] // 2
        self.conv = nn.Conv2d(input_dim + hidden_dim, 4 * hidden_dim, kernel_size, padding=self.padding, bias=bias)

    def forward(self, input_tensor, cur_state):
        h_cur, c_cur = cur_state
        combined = torch.cat([input_tensor, h_cur], dim=1)  # concatenate along channel axis
        cc_i, cc_f, cc_o, cc_g = torch.split(self.conv(combined), self.hidden_dim, dim=1)
        i = torch.sigmoid(cc_i)
        f = torch.sigmoid(cc_f)
        o = torch.sigmoid(cc_o)
        g = torch.tanh(cc_g)
        c_next = f * c_cur + i * g
        h_next = o * torch.tanh(c_next)
        return h_next, c_next

    def init_hidden(self, batch_size, image_size):
        height, width = image_size
        zeros = self.conv.weight.new_zeros(batch_size, self.hidden_dim, height, width)
        return zeros, zeros.clone()


class ConvLSTM(nn.Module):
    """
    Parameters: input_dim, hidden_dim, kernel_size, num_layers, batch_first, bias, return_all_layers
    Input: a tensor of size B, T, C, H, W or T, B, C, H, W
    Output: the list of the outputs of all time steps, the list of the last states (h, c)
    """

    def __init__(self, input_dim, hidden_dim, kernel_size, num_layers, batch_first=False, bias=True,
                 return_all_layers=False):
        super().__init__()
        self.batch_first = batch_first
        self.return_all_layers = return_all_layers
        self.cell_list = nn.ModuleList(
            ConvLSTMCell(input_dim if i == 0 else hidden_dim, hidden_dim, kernel_size, bias) for i in range(num_layers)
        )

    def forward(self, input_tensor):
        if not self.batch_first:
            input_tensor = input_tensor.permute(1, 0, 2, 3, 4)
        b, seq_len, _, h, w = input_tensor.size()
        layer_outputs, last_states = [], []
        for cell in self.cell_list:
            state = cell.init_hidden(b, (h, w))
            outputs = []
            for t in range(seq_len):
                state = cell(input_tensor[:, t], state)
                outputs.append(state[0])
            input_tensor = torch.stack(outputs, dim=1)
            layer_outputs.append(input_tensor)
            last_states.append(state)
        if not self.return_all_layers:
            return layer_outputs[-1:], last_states[-1:]
        return layer_outputs, last_states


class RainPredictor(nn.Module):
    def __init__(self, hidden=12):
        super().__init__()
        self.convlstm = ConvLSTM(1, hidden, kernel_size=(2, 2), num_layers=1, batch_first=True)
        self.readout = nn.Conv2d(hidden, 1, 1)

    def forward(self, frames):
        _, last_states = self.convlstm(frames)
        h, _ = last_states[0]
        return self.readout(h)


def drifting_showers(n=24, length=7, size=32):
    """Radar pictures in which a cloud moves to the right."""
    ys, xs = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    cy, cx = torch.rand(n, 1) * size, torch.rand(n, 1) * size / 2
    x = cx + 2 * torch.arange(length)
    d2 = (ys - cy[..., None, None]) ** 2 + (xs - x[..., None, None]) ** 2
    return torch.exp(-d2 / 20).unsqueeze(2)


torch.manual_seed(0)
clips = drifting_showers()
loader = DataLoader(TensorDataset(clips[:, :-1], clips[:, -1]), batch_size=8, shuffle=True)
model = RainPredictor()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(2):
    for past, future in loader:
        loss = nn.functional.mse_loss(model(past), future)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} mse {loss.item():.5f}")
