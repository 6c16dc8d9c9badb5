import json
import os
import tempfile

import torch
from torch import nn

VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split()
CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split()
STRESSED = [v + s for v in VOWELS for s in "012"]


def align_corpus(root):
    """Phone inventories as the forced aligner leaves them."""
    inventories = {
        "vctk": STRESSED + CONSONANTS + ["sil"],
        "libritts": STRESSED + CONSONANTS + ["sil", "sp", "spn", ",", "."],
    }
    for name, phones in inventories.items():
        os.makedirs(os.path.join(root, name))
        with open(os.path.join(root, name, "phone_set.json"), "w") as f:
            json.dump(sorted(phones), f)


class TokenTextEncoder:
    reserved = ["<pad>", "<EOS>", "<UNK>"]

    def __init__(self, phones):
        self.tokens = self.reserved + list(phones)
        self.ids = {t: i for i, t in enumerate(self.tokens)}

    @classmethod
    def from_data_dir(cls, folder):
        with open(os.path.join(folder, "phone_set.json")) as f:
            return cls(json.load(f))

    def __len__(self):
        return len(self.tokens)

    def encode(self, text):
        return [self.ids.get(p, 2) for p in text.split()] + [1]


class PhoneEncoder(nn.Module):
    def __init__(self, n_tokens, hidden):
        super().__init__()
        self.embed_tokens = nn.Embedding(n_tokens, hidden, padding_idx=0)
        self.convs = nn.ModuleList(nn.Conv1d(hidden, hidden, 5, padding=2) for _ in range(2))

    def forward(self, tokens):
        x = self.embed_tokens(tokens).transpose(1, 2)
        for conv in self.convs:
            x = x + conv(x).relu()
        return x.transpose(1, 2)


class SpeechEditor(nn.Module):
    def __init__(self, n_tokens, hidden=48, n_mels=80):
        super().__init__()
        self.encoder = PhoneEncoder(n_tokens, hidden)
        self.duration = nn.Linear(hidden, 1)
        self.decoder = nn.GRU(hidden, hidden, batch_first=True)
        self.mel_out = nn.Linear(hidden, n_mels)

    def forward(self, tokens):
        h = self.encoder(tokens)
        repeats = self.duration(h).squeeze(-1).exp().round().clamp(1, 8).long()
        frames = torch.repeat_interleave(h[0], repeats[0], dim=0).unsqueeze(0)
        return self.mel_out(self.decoder(frames)[0])


def publish_release(root, corpus):
    encoder = TokenTextEncoder.from_data_dir(os.path.join(root, corpus))
    model = SpeechEditor(len(encoder))
    path = os.path.join(root, f"spec_denoiser_{corpus}.ckpt")
    torch.save({"state_dict": {"model": model.state_dict()}, "global_step": 200000}, path)
    return path


class Inference:
    def __init__(self, root, hparams):
        self.hparams = hparams
        self.ph_encoder = TokenTextEncoder.from_data_dir(os.path.join(root, hparams["ds_name"]))
        self.model = self.build_model()

    def build_model(self):
        model = SpeechEditor(len(self.ph_encoder), hidden=self.hparams["hidden_size"])
        checkpoint = torch.load(self.hparams["load_ckpt"], map_location="cpu")
        model.load_state_dict(checkpoint["state_dict"]["model"])
        return model.eval()

    @torch.no_grad()
    def edit(self, phones):
        return self.model(torch.tensor([self.ph_encoder.encode(phones)]))


if __name__ == "__main__":
    torch.manual_seed(1234)
    with tempfile.TemporaryDirectory() as root:
        align_corpus(root)
        hparams = {
            "ds_name": "libritts",
            "load_ckpt": publish_release(root, "vctk"),
            "hidden_size": 48,
        }
        editor = Inference(root, hparams)
        mel = editor.edit("HH AH0 L OW1 sil W ER1 L D")
        print("mel frames", mel.shape[1])
