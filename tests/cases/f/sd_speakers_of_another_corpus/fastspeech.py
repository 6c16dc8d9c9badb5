from torch import nn


class Speech(nn.Module):
    def __init__(self, model, path):
        super().__init__()
        hidden = model["hidden"]
        self.phones = nn.Embedding(path["n_phones"], hidden)
        self.speaker_emb = nn.Embedding(path["n_speaker"], hidden) if model["multi_speaker"] else None
        self.encoder = nn.TransformerEncoderLayer(hidden, 2, 48, batch_first=True)
        self.mel = nn.Linear(hidden, model["n_mel"])

    def forward(self, phones, speakers):
        h = self.encoder(self.phones(phones))
        if self.speaker_emb is not None:
            h = h + self.speaker_emb(speakers).unsqueeze(1)
        return self.mel(h)
