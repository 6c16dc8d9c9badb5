import torch
import torch.nn as nn
import torch.nn.functional as F


class Conv2DBNActiv(nn.Sequential):
    def __init__(self, nin, nout, ksize=3, stride=1, pad=1, activ=nn.ReLU):
        super().__init__(nn.Conv2d(nin, nout, ksize, stride, pad, bias=False), nn.BatchNorm2d(nout), activ())


class LSTMModule(nn.Module):
    def __init__(self, nin_conv, nin_lstm, nout_lstm):
        super().__init__()
        self.conv = Conv2DBNActiv(nin_conv, 1, 1, 1, 0)
        self.lstm = nn.LSTM(nin_lstm, nout_lstm // 2, bidirectional=True)
        self.dense = nn.Sequential(nn.Linear(nout_lstm, nin_lstm), nn.BatchNorm1d(nin_lstm), nn.ReLU())

    def forward(self, x):
        n, _, bins, frames = x.shape
        h = self.conv(x)[:, 0].permute(2, 0, 1)
        h, _ = self.lstm(h)
        h = self.dense(h.reshape(-1, h.size(-1)))
        return h.reshape(frames, n, 1, bins).permute(1, 2, 3, 0)


class BaseNet(nn.Module):
    def __init__(self, nin, nout, nin_lstm, nout_lstm):
        super().__init__()
        self.enc1 = Conv2DBNActiv(nin, nout)
        self.enc2 = Conv2DBNActiv(nout, nout * 2, stride=2)
        self.dec2 = Conv2DBNActiv(nout * 2, nout * 2)
        self.lstm_dec2 = LSTMModule(nout * 2, nin_lstm, nout_lstm)
        self.dec1 = Conv2DBNActiv(nout * 3 + 1, nout)

    def forward(self, x):
        e1 = self.enc1(x)
        h = self.dec2(self.enc2(e1))
        h = torch.cat([h, self.lstm_dec2(h)], dim=1)
        h = F.interpolate(h, size=e1.shape[2:], mode="bilinear", align_corners=True)
        return self.dec1(torch.cat([h, e1], dim=1))


class CascadedNet(nn.Module):
    def __init__(self, n_fft, nout=8, nout_lstm=16):
        super().__init__()
        self.max_bin = n_fft // 2
        self.output_bin = n_fft // 2 + 1
        nin_lstm = self.max_bin // 2
        self.stg1_low_band_net = BaseNet(2, nout, nin_lstm // 2, nout_lstm)
        self.stg1_high_band_net = BaseNet(2, nout, nin_lstm // 2, nout_lstm)
        self.stg2_full_band_net = BaseNet(nout + 2, nout, nin_lstm, nout_lstm)
        self.out = nn.Conv2d(nout, 2, 1, bias=False)

    def forward(self, x):
        x = x[:, :, :self.max_bin]
        bandw = x.size(2) // 2
        low = self.stg1_low_band_net(x[:, :, :bandw])
        high = self.stg1_high_band_net(x[:, :, bandw:])
        full = self.stg2_full_band_net(torch.cat([x, torch.cat([low, high], dim=2)], dim=1))
        mask = torch.sigmoid(self.out(full))
        return F.pad(mask, (0, 0, 0, self.output_bin - mask.size(2)), mode="replicate")
