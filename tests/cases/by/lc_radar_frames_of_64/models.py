from torch import nn


def over_time(layer, frames):
    out = layer(frames.flatten(0, 1))
    return out.view(*frames.shape[:2], *out.shape[1:])


class Encoder(nn.Module):
    def __init__(self, subnets, rnns):
        super().__init__()
        self.stages, self.rnns = nn.ModuleList(subnets), nn.ModuleList(rnns)

    def forward(self, frames):
        states = []
        for stage, rnn in zip(self.stages, self.rnns):
            frames, state = rnn(over_time(stage, frames), seq_len=len(frames))
            states.append(state)
        return states


class Forecaster(nn.Module):
    def __init__(self, subnets, rnns):
        super().__init__()
        self.stages, self.rnns = nn.ModuleList(subnets), nn.ModuleList(rnns)

    def forward(self, states, out_len):
        frames = None
        for stage, rnn, state in zip(self.stages, self.rnns, reversed(states)):
            frames, _ = rnn(frames, state, seq_len=out_len)
            frames = over_time(stage, frames)
        return frames
