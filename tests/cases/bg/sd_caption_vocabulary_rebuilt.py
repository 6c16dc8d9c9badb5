import os
import tempfile
from collections import Counter

import torch
import torch.nn as nn

WORDS = [f"word{i}" for i in range(60)]
CAPTIONS = [" ".join(WORDS[k] for k in range(n % 60)) for n in range(1, 60)]


class Vocabulary:
    def __init__(self, words):
        self.idx2word = ["<pad>", "<start>", "<end>", "<unk>"] + list(words)

    def __len__(self):
        return len(self.idx2word)


def build_vocab(captions, threshold):
    counter = Counter()
    for caption in captions:
        counter.update(caption.lower().split())
    return Vocabulary(word for word, cnt in counter.items() if cnt >= threshold)


class DecoderRNN(nn.Module):
    def __init__(self, embed_size, hidden_size, vocab_size, num_layers, max_seq_length=20):
        super(DecoderRNN, self).__init__()
        self.embed = nn.Embedding(vocab_size, embed_size)
        self.lstm = nn.LSTM(embed_size, hidden_size, num_layers, batch_first=True)
        self.linear = nn.Linear(hidden_size, vocab_size)
        self.max_seg_length = max_seq_length

    def sample(self, features, states=None):
        sampled_ids, inputs = [], features.unsqueeze(1)
        for _ in range(self.max_seg_length):
            hiddens, states = self.lstm(inputs, states)
            predicted = self.linear(hiddens.squeeze(1)).argmax(1)
            sampled_ids.append(predicted)
            inputs = self.embed(predicted).unsqueeze(1)
        return torch.stack(sampled_ids, 1)


def download_pretrained(folder):
    """What the archive of the tutorial holds: the trained decoder and the vocabulary it was trained with."""
    vocab = build_vocab(CAPTIONS, threshold=4)
    torch.save(vocab.idx2word, os.path.join(folder, "vocab.pt"))
    torch.save(DecoderRNN(256, 512, len(vocab), 1).state_dict(), os.path.join(folder, "decoder-5-3000.ckpt"))


def main(folder):
    download_pretrained(folder)
    vocab = build_vocab(CAPTIONS, threshold=5)
    decoder = DecoderRNN(256, 512, len(vocab), num_layers=1).eval()
    decoder.load_state_dict(torch.load(os.path.join(folder, "decoder-5-3000.ckpt")))
    with torch.no_grad():
        ids = decoder.sample(torch.randn(1, 256))[0].tolist()
    print(" ".join(vocab.idx2word[i] for i in ids))


with tempfile.TemporaryDirectory() as models:
    main(models)
