import os
import tempfile

import torch

from corpus import PairCorpus
from seq2seq import Translator


def train(corpus, path):
    model = Translator(len(corpus.vocab_en), len(corpus.vocab_fra))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    src, trg = corpus.batch()
    logits = model(src, trg[:, :-1])
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), trg[:, 1:].flatten())
    loss.backward()
    optimizer.step()
    torch.save({"epoch": 0, "model": model.state_dict()}, path)


def translate(corpus, path, sentence):
    src_vocab_len, trg_vocab_len = len(corpus.vocab_en), len(corpus.vocab_fra)
    model = Translator(trg_vocab_len, trg_vocab_len)
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    model.eval()
    src = torch.tensor([corpus.encode(sentence, corpus.vocab_en)])
    words = [corpus.vocab_fra["<bos>"]]
    names = list(corpus.vocab_fra)
    with torch.no_grad():
        for _ in range(6):
            words.append(model(src, torch.tensor([words]))[0, -1].argmax().item())
    return " ".join(names[w] for w in words[1:])


with tempfile.TemporaryDirectory() as folder:
    pairs = PairCorpus()
    checkpoint_path = os.path.join(folder, "model.chkpt")
    train(pairs, checkpoint_path)
    print(translate(pairs, checkpoint_path, "i am cold"))
