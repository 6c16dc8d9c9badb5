import torch
import torch.nn as nn
import torch.nn.functional as F


class StackedLSTMCell(nn.Module):
    def __init__(self, layers, size, bias):
        super().__init__()
        self.lstm_num_layers = layers
        self.lstm_modules = nn.ModuleList([nn.LSTMCell(size, size, bias=bias) for _ in range(self.lstm_num_layers)])

    def forward(self, inputs, hidden):
        prev_h, prev_c = hidden
        next_h, next_c = [], []
        for i, m in enumerate(self.lstm_modules):
            curr_h, curr_c = m(inputs, (prev_h[i], prev_c[i]))
            next_h.append(curr_h)
            next_c.append(curr_c)
            inputs = curr_h[-1]
        return next_h, next_c


class EnasMutator(nn.Module):
    """Controller that picks an operation for every layer and the earlier layers to connect to."""

    def __init__(self, num_layers=4, num_ops=6, lstm_size=64, lstm_num_layers=1, tanh_constant=1.5, skip_target=0.4):
        super().__init__()
        self.num_layers, self.tanh_constant = num_layers, tanh_constant
        self.lstm_size, self.lstm_num_layers = lstm_size, lstm_num_layers
        self.lstm = StackedLSTMCell(lstm_num_layers, lstm_size, False)
        self.attn_anchor = nn.Linear(lstm_size, lstm_size, bias=False)
        self.attn_query = nn.Linear(lstm_size, lstm_size, bias=False)
        self.v_attn = nn.Linear(lstm_size, 1, bias=False)
        self.g_emb = nn.Parameter(torch.randn(1, lstm_size) * 0.1)
        self.soft = nn.Linear(lstm_size, num_ops, bias=False)
        self.embedding = nn.Embedding(num_ops, lstm_size)
        self.register_buffer("skip_targets", torch.tensor([1.0 - skip_target, skip_target]))

    def _initialize(self):
        self._inputs = self.g_emb.data
        zeros = [torch.zeros(1, self.lstm_size) for _ in range(self.lstm_num_layers)]
        self._h, self._c = zeros, list(zeros)
        self.sample_log_prob, self.sample_skip_penalty = 0, 0
        self._anchors_hid = []

    def _lstm_next_step(self):
        self._h, self._c = self.lstm(self._inputs, (self._h, self._c))

    def _sample_op(self):
        self._lstm_next_step()
        logit = self.tanh_constant * torch.tanh(self.soft(self._h[-1]))
        op = torch.multinomial(F.softmax(logit, dim=-1), 1).view(-1)
        self.sample_log_prob = self.sample_log_prob + F.cross_entropy(logit, op)
        self._inputs = self.embedding(op)
        return op.item()

    def _sample_connections(self):
        self._lstm_next_step()
        chosen = []
        if self._anchors_hid:
            anchors = torch.cat(self._anchors_hid)
            query = torch.tanh(self.attn_anchor(anchors) + self.attn_query(self._h[-1]))
            query = self.v_attn(query)
            logit = self.tanh_constant * torch.tanh(torch.cat([-query, query], 1))
            skip = torch.multinomial(F.softmax(logit, dim=-1), 1).view(-1)
            self.sample_log_prob = self.sample_log_prob + F.cross_entropy(logit, skip, reduction="sum")
            skip_prob = torch.sigmoid(logit)
            kl = torch.sum(skip_prob * torch.log(skip_prob / self.skip_targets))
            self.sample_skip_penalty = self.sample_skip_penalty + kl
            chosen = skip.nonzero().view(-1).tolist()
            self._inputs = (skip.float() @ anchors / (1 + skip.sum())).unsqueeze(0)
        else:
            self._inputs = self.g_emb.data
        self._anchors_hid.append(self._h[-1])
        return chosen

    def sample_search(self):
        self._initialize()
        return [(self._sample_op(), self._sample_connections()) for _ in range(self.num_layers)]


def validation_accuracy(architecture):
    """Stands for the accuracy of the child network with shared weights."""
    score = sum(1.0 / (1 + op) for op, _ in architecture) + 0.1 * sum(len(skips) for _, skips in architecture)
    return score / len(architecture)


def train_controller(steps=6):
    torch.manual_seed(0)
    mutator = EnasMutator(lstm_num_layers=2)
    mutator_optim = torch.optim.Adam(mutator.parameters(), lr=0.00035)
    baseline = 0.0
    for step in range(steps):
        architecture = mutator.sample_search()
        reward = validation_accuracy(architecture)
        baseline = baseline * 0.99 + reward * 0.01
        loss = mutator.sample_log_prob * (reward - baseline) + 0.8 * mutator.sample_skip_penalty
        mutator_optim.zero_grad()
        loss.backward()
        mutator_optim.step()
        print(f"step {step} reward {reward:.3f} loss {loss.item():.3f} arch {architecture}")


if __name__ == "__main__":
    train_controller()
