import io

import torch
import torch.nn.functional as F

from corpora import GIGAWORD_LIKE, NEWS
from dictionary import Dictionary
from transformer import TransformerModel

torch.manual_seed(0)


def batchify(dico, sentences):
    ids = [torch.tensor(dico.index(s)) for s in sentences]
    return torch.nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=dico.word2id["<pad>"])


def step(model, optimizer, x):
    scores = model(x[:, :-1])
    loss = F.cross_entropy(scores.reshape(-1, model.n_words), x[:, 1:].reshape(-1), ignore_index=2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def pretrain():
    """what the authors did; gives the released mass_summarization.pth"""
    dico = Dictionary.from_corpus(NEWS)
    model = TransformerModel(len(dico))
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    step(model, optimizer, batchify(dico, NEWS))
    f = io.BytesIO()
    torch.save({"model": model.state_dict(), "dico_id2word": dico.id2word}, f)
    f.seek(0)
    return f


def finetune(reload_model):
    reloaded = torch.load(reload_model)
    lines = [side for pair in GIGAWORD_LIKE for side in pair]
    dico = Dictionary.from_corpus(lines)
    model = TransformerModel(len(dico))
    model.load_state_dict(reloaded["model"])
    optimizer = torch.optim.Adam(model.parameters(), 1e-4)
    for epoch in range(2):
        x = batchify(dico, [a + " " + h for a, h in GIGAWORD_LIKE])
        print("epoch", epoch, "loss", step(model, optimizer, x))


finetune(pretrain())
