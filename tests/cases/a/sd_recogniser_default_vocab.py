import string
import tempfile
from pathlib import Path

import torch
from torch import nn

VOCABS = {"digits": string.digits, "ascii": string.ascii_letters + string.digits + string.punctuation}
VOCABS["english"] = VOCABS["ascii"] + "°£€¥¢฿"
VOCABS["french"] = VOCABS["english"] + "àâéèêëîïôùûüçÀÂÉÈÊËÎÏÔÙÛÜÇ"


class CRNN(nn.Module):
    """Convolutional features, a bidirectional LSTM and one score per character (and one for the blank)."""

    def __init__(self, vocab, rnn_units=32, input_shape=(3, 32, 96)):
        super().__init__()
        self.vocab = vocab
        self.feat_extractor = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d((8, 2)),
        )
        lstm_in = 32 * input_shape[1] // 16
        self.decoder = nn.LSTM(lstm_in, rnn_units, batch_first=True, num_layers=2, bidirectional=True)
        self.linear = nn.Linear(2 * rnn_units, len(vocab) + 1)

    def forward(self, x):
        features = self.feat_extractor(x)
        seq = features.flatten(1, 2).transpose(1, 2)
        logits, _ = self.decoder(seq)
        return self.linear(logits)


def crnn_tiny(pretrained=False, vocab=VOCABS["french"], **kwargs):
    if pretrained:
        raise NotImplementedError("no released weights for this size")
    return CRNN(vocab, **kwargs)


def train_recognition(out_dir, vocab_name="english"):
    model = crnn_tiny(vocab=VOCABS[vocab_name])
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
    log_probs = model(torch.rand(4, 3, 32, 96)).log_softmax(-1).transpose(0, 1)
    target = torch.randint(0, len(model.vocab), (4, 6))
    loss = nn.functional.ctc_loss(log_probs, target, [log_probs.size(0)] * 4, [6] * 4, blank=len(model.vocab))
    loss.backward()
    optimizer.step()
    torch.save(model.state_dict(), out_dir / "crnn.pt")


def decode(model, logits):
    return ["".join(model.vocab[k] for k in row.unique_consecutive().tolist() if k < len(model.vocab)) for row in logits.argmax(-1)]


with tempfile.TemporaryDirectory() as tmp:
    train_recognition(Path(tmp))
    reco_model = crnn_tiny(pretrained=False)
    reco_params = torch.load(Path(tmp) / "crnn.pt", map_location="cpu")
    reco_model.load_state_dict(reco_params)
reco_model.eval()
with torch.no_grad():
    print([len(word) for word in decode(reco_model, reco_model(torch.rand(2, 3, 32, 96)))])
