from torch import nn

from vocabs import VOCABS

default_cfgs = {
    "crnn_vgg_bn": {"input_shape": (3, 32, 128), "vocab": VOCABS["french"], "rnn_units": 32},
}


def block(cin, cout, pool):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(), nn.MaxPool2d(pool))


class CRNN(nn.Module):
    def __init__(self, vocab, rnn_units):
        super().__init__()
        self.vocab = vocab
        self.feat_extractor = nn.Sequential(block(3, 16, 2), block(16, 32, 2), block(32, 32, (2, 1)), block(32, 32, (2, 1)))
        self.decoder = nn.LSTM(32 * 2, rnn_units, num_layers=2, bidirectional=True, batch_first=True)
        self.linear = nn.Linear(2 * rnn_units, len(vocab) + 1)

    def forward(self, x):
        features = self.feat_extractor(x)
        c, h, w = features.shape[1:]
        features = features.reshape(-1, h * c, w).transpose(1, 2)
        logits, _ = self.decoder(features)
        return self.linear(logits)


def crnn_vgg_bn(pretrained=False, **kwargs):
    if pretrained:
        raise NotImplementedError("no published weights for the small variant")
    cfg = default_cfgs["crnn_vgg_bn"]
    return CRNN(kwargs.get("vocab", cfg["vocab"]), kwargs.get("rnn_units", cfg["rnn_units"]))
