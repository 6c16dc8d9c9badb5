import os
import tempfile

import torch
from torch import nn


class TransformerModel(nn.Module):
    def __init__(self, input_dim, hidden_size=64, layers=2):
        super().__init__()
        self.spec_transform = nn.Linear(input_dim, hidden_size)
        self.LayerNorm = nn.LayerNorm(hidden_size)
        block = nn.TransformerEncoderLayer(hidden_size, 4, 128, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(block, layers)

    def forward(self, spec):
        return self.encoder(self.LayerNorm(self.spec_transform(spec)))


def publish_checkpoint(path):
    torch.manual_seed(1)
    model = TransformerModel(input_dim=160)
    config = {"hidden_size": 64, "layers": 2}
    torch.save({"Settings": {"Config": config}, "Transformer": model.state_dict(), "Global_step": 500000}, path)


class TRANSFORMER(nn.Module):
    def __init__(self, options, inp_dim):
        super().__init__()
        all_states = torch.load(options["ckpt_file"], map_location="cpu")
        self.no_grad = options["no_grad"]
        self.model = TransformerModel(inp_dim, **all_states["Settings"]["Config"])
        if options["load_pretrain"]:
            self.model.load_state_dict(all_states["Transformer"])

    def forward(self, x):
        with torch.set_grad_enabled(not self.no_grad):
            return self.model(x)


class ExampleClassifier(nn.Module):
    def __init__(self, input_dim, hidden_dim, class_num):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(input_dim, hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, class_num))

    def forward(self, x):
        return self.net(x.mean(dim=1))


def mel_with_delta(wav, n_mels=80, n_fft=400, hop=160):
    spec = torch.stft(wav, n_fft, hop, window=torch.hann_window(n_fft), return_complex=True).abs()
    bank = torch.rand(n_mels, n_fft // 2 + 1, generator=torch.Generator().manual_seed(0))
    mel = (bank @ spec).clamp(min=1e-5).log().transpose(1, 2)
    delta = torch.diff(mel, dim=1, prepend=mel[:, :1])
    return torch.cat([mel, delta], dim=-1)


with tempfile.TemporaryDirectory() as d:
    ckpt = os.path.join(d, "states-500000.ckpt")
    publish_checkpoint(ckpt)
    options = {"ckpt_file": ckpt, "load_pretrain": True, "no_grad": True}
    torch.manual_seed(0)
    features = mel_with_delta(torch.randn(6, 16000))
    labels = torch.randint(0, 2, (6,))
    transformer = TRANSFORMER(options=options, inp_dim=40)
    classifier = ExampleClassifier(input_dim=64, hidden_dim=32, class_num=2)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    for step in range(3):
        loss = nn.functional.cross_entropy(classifier(transformer(features)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())
