import torch
import torch.nn.functional as F

from recognition import crnn_vgg_bn
from vocabs import VOCABS


def encode(words, vocab):
    lengths = torch.tensor([len(w) for w in words])
    return torch.tensor([vocab.index(ch) for w in words for ch in w]), lengths


def fit(path, vocab_name, steps):
    torch.manual_seed(0)
    vocab = VOCABS[vocab_name]
    model = crnn_vgg_bn(pretrained=False, vocab=vocab)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    words = ["total", "£12.50", "VAT", "card"]
    gt, lengths = encode(words, vocab)
    for _ in range(steps):
        logits = model(torch.rand(len(words), 3, 32, 96))
        log_p = F.log_softmax(logits.permute(1, 0, 2), dim=-1)
        seq_len = torch.full((len(words),), log_p.size(0))
        loss = F.ctc_loss(log_p, gt, seq_len, lengths, blank=len(vocab), zero_infinity=True)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"saved {vocab_name} recogniser, loss {loss.item():.3f}")
    torch.save(model.state_dict(), path)
