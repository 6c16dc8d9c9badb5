import io

import torch
import torch.nn.functional as F
from torch import nn

PREPROCESS = {"n_mels": 20, "n_phonemes": 40}
MODEL = {"hidden": 32, "multi_speaker": True}
TRAIN = {"restore_step": 300, "total_step": 304, "batch_size": 4, "warm_up": 10, "lr": 1e-3}


class AcousticModel(nn.Module):
    def __init__(self, n_speakers):
        super().__init__()
        hidden = MODEL["hidden"]
        self.phoneme_emb = nn.Embedding(PREPROCESS["n_phonemes"], hidden)
        self.encoder = nn.GRU(hidden, hidden, batch_first=True)
        self.speaker_emb = nn.Embedding(n_speakers, hidden)
        self.mel_linear = nn.Linear(hidden, PREPROCESS["n_mels"])

    def forward(self, speakers, texts):
        h, _ = self.encoder(self.phoneme_emb(texts))
        h = h + self.speaker_emb(speakers).unsqueeze(1)
        return self.mel_linear(h)


class ScheduledOptim:
    """Adam with a warm-up, continued from a given step."""

    def __init__(self, model, current_step):
        self._optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
        self.current_step = current_step

    def step_and_update_lr(self):
        self.current_step += 1
        lr = TRAIN["lr"] * min(1.0, self.current_step / TRAIN["warm_up"])
        for group in self._optimizer.param_groups:
            group["lr"] = lr
        self._optimizer.step()

    def zero_grad(self):
        self._optimizer.zero_grad()

    def load_state_dict(self, state):
        self._optimizer.load_state_dict(state)


def batches(n_speakers, n, seed):
    g = torch.Generator().manual_seed(seed)
    for _ in range(n):
        speakers = torch.randint(0, n_speakers, (TRAIN["batch_size"],), generator=g)
        texts = torch.randint(0, PREPROCESS["n_phonemes"], (TRAIN["batch_size"], 12), generator=g)
        yield speakers, texts, torch.rand(TRAIN["batch_size"], 12, PREPROCESS["n_mels"], generator=g)


def train(model, optimizer, n_speakers, steps, seed=0):
    for speakers, texts, mels in batches(n_speakers, steps, seed):
        loss = F.l1_loss(model(speakers, texts), mels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step_and_update_lr()
    return loss.item()


def download_checkpoint(n_speakers=218):
    model = AcousticModel(n_speakers)
    optimizer = ScheduledOptim(model, 0)
    train(model, optimizer, n_speakers, 3)
    file = io.BytesIO()
    torch.save({"model": model.state_dict(), "optimizer": optimizer._optimizer.state_dict()}, file)
    file.seek(0)
    return file


def get_model(ckpt_file, n_speakers):
    model = AcousticModel(n_speakers)
    optimizer = ScheduledOptim(model, TRAIN["restore_step"])
    ckpt = torch.load(ckpt_file)
    del ckpt["model"]["speaker_emb.weight"]
    model.load_state_dict(ckpt["model"], strict=False)
    optimizer.load_state_dict(ckpt["optimizer"])
    model.train()
    return model, optimizer


def main():
    pretrained = download_checkpoint()
    speakers = {name: i for i, name in enumerate(["anna", "bela", "chen", "dora", "emil", "fumi"])}
    model, optimizer = get_model(pretrained, len(speakers))
    steps = TRAIN["total_step"] - TRAIN["restore_step"]
    print("mel loss", train(model, optimizer, len(speakers), steps, seed=7))


if __name__ == "__main__":
    main()
