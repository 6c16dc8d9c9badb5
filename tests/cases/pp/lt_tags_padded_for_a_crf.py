import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC", "B-TIM", "I-TIM", "X"]
TAG2ID = {t: i for i, t in enumerate(TAGS)}
PAD_WORD = 0
PAD_TAG = len(TAGS)


class CRF(nn.Module):
    def __init__(self, num_tags):
        super().__init__()
        self.num_tags = num_tags
        self.start_transitions = nn.Parameter(torch.empty(num_tags).uniform_(-0.1, 0.1))
        self.end_transitions = nn.Parameter(torch.empty(num_tags).uniform_(-0.1, 0.1))
        self.transitions = nn.Parameter(torch.empty(num_tags, num_tags).uniform_(-0.1, 0.1))

    def forward(self, emissions, tags, mask):
        emissions, tags, mask = emissions.transpose(0, 1), tags.transpose(0, 1), mask.transpose(0, 1)
        numerator = self._compute_score(emissions, tags, mask)
        denominator = self._compute_normalizer(emissions, mask)
        return (numerator - denominator).sum() / mask.sum()

    def _compute_score(self, emissions, tags, mask):
        seq_length, batch_size = tags.shape
        rows = torch.arange(batch_size)
        weight = mask.float()
        score = self.start_transitions[tags[0]]
        score = score + emissions[0, rows, tags[0]]
        for i in range(1, seq_length):
            score = score + self.transitions[tags[i - 1], tags[i]] * weight[i]
            score = score + emissions[i, rows, tags[i]] * weight[i]
        last = mask.long().sum(dim=0) - 1
        return score + self.end_transitions[tags[last, rows]]

    def _compute_normalizer(self, emissions, mask):
        score = self.start_transitions + emissions[0]
        for i in range(1, emissions.size(0)):
            nxt = score.unsqueeze(2) + self.transitions + emissions[i].unsqueeze(1)
            score = torch.where(mask[i].unsqueeze(1), torch.logsumexp(nxt, dim=1), score)
        return torch.logsumexp(score + self.end_transitions, dim=1)


class LSTMTagger(nn.Module):
    def __init__(self, n_words, n_tags, emb=24, hidden=16):
        super().__init__()
        self.embedding = nn.Embedding(n_words, emb, padding_idx=PAD_WORD)
        self.encoder = nn.LSTM(emb, hidden, bidirectional=True, batch_first=True)
        self.emit = nn.Linear(2 * hidden, n_tags)
        self.crf = CRF(n_tags)

    def neg_log_likelihood(self, words, tags):
        return -self(words, tags)

    def forward(self, words, tags):
        h, _ = self.encoder(self.embedding(words))
        return self.crf(self.emit(h), tags, words != PAD_WORD)


def read_corpus():
    raw = [
        "Ada/B-PER Lovelace/I-PER lived/O in/O London/B-LOC",
        "IBM/B-ORG hired/O her/O",
        "On/O Monday/B-TIM the/O United/B-ORG Nations/I-ORG met/O in/O New/B-LOC York/I-LOC",
        "Nobody/O came/O",
        "The/O Nobel/B-MISC Prize/I-MISC went/O to/O Curie/B-PER",
        "Berlin/B-LOC won/O",
    ]
    return [[token.rsplit("/", 1) for token in line.split()] for line in raw]


def collate(batch):
    words = [torch.tensor(w) for w, _ in batch]
    tags = [torch.tensor(t) for _, t in batch]
    return (pad_sequence(words, batch_first=True, padding_value=PAD_WORD),
            pad_sequence(tags, batch_first=True, padding_value=PAD_TAG))


def main():
    torch.manual_seed(0)
    corpus = read_corpus()
    vocab = {"<pad>": PAD_WORD}
    for sentence in corpus:
        for word, _ in sentence:
            vocab.setdefault(word.lower(), len(vocab))
    data = [([vocab[w.lower()] for w, _ in s], [TAG2ID[t] for _, t in s]) for s in corpus]
    loader = DataLoader(data, batch_size=3, collate_fn=collate)
    model = LSTMTagger(len(vocab), len(TAGS))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(3):
        total = 0.0
        for words, tags in loader:
            loss = model.neg_log_likelihood(words, tags)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch} nll {total / len(loader):.4f}")


if __name__ == "__main__":
    main()
