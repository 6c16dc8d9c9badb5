import torch
from torch import nn

from decoder import Decoder
from vocab import Vocabulary


def batches(C, vocab, captions):
    for caption in captions:
        ids = torch.tensor([vocab.encode(caption)])
        yield torch.randn(1, C.feat_size), ids[:, :-1], ids[:, 1:]


def train_stage1(C, captions, path):
    vocab = Vocabulary(captions, C.init_word2idx)
    decoder = Decoder(len(vocab), C)
    optimizer = torch.optim.Adam(decoder.parameters(), lr=C.lr)
    for feats, inputs, targets in batches(C, vocab, captions):
        scores, _ = decoder(feats, inputs)
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save({"decoder": decoder.state_dict()}, path)


def train_stage2(C, captions, path):
    vocab = Vocabulary(captions, C.init_word2idx)
    decoder = Decoder(len(vocab), C)
    decoder.load_state_dict(torch.load(path)["decoder"])
    reconstructor = nn.Linear(C.hidden_size, C.feat_size)
    params = list(decoder.parameters()) + list(reconstructor.parameters())
    optimizer = torch.optim.Adam(params, lr=C.lr)
    for feats, inputs, targets in batches(C, vocab, captions):
        scores, hiddens = decoder(feats, inputs)
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten())
        loss = loss + C.lambda_recon * (reconstructor(hiddens.mean(1)) - feats).norm()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()
