import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

N_CHARS, N_WORDS, N_TAGS = 60, 400, 9


class NerSentences(Dataset):
    def __init__(self, n=40, length=12, word_len=9):
        gen = torch.Generator().manual_seed(2)
        self.words = torch.randint(1, N_WORDS, (n, length), generator=gen)
        self.chars = torch.randint(1, N_CHARS, (n, length, word_len), generator=gen)
        self.tags = torch.randint(0, N_TAGS, (n, length), generator=gen)

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        return self.words[i], self.chars[i], self.tags[i]


def time_first(rows):
    return tuple(torch.stack(t, dim=1) for t in zip(*rows))


class WordRep(nn.Module):
    def __init__(self, char_dim, cnn_filter_num, word_dim, hidden):
        super().__init__()
        self.char_embeds = nn.Embedding(N_CHARS, char_dim)
        self.word_embeds = nn.Embedding(N_WORDS, word_dim)
        self.cnn = nn.Conv2d(1, cnn_filter_num, (3, char_dim), padding=(2, 0))
        self.word_lstm = nn.LSTM(word_dim + cnn_filter_num, hidden // 2, bidirectional=True)
        self.dropout = nn.Dropout(0.5)

    def forward(self, word_seq, char_seq):
        batch_size = word_seq.size(1)
        chars = char_seq.reshape(-1, char_seq.size(2))
        feats = self.cnn(self.char_embeds(chars).unsqueeze(1))
        pooled = nn.functional.max_pool2d(feats, kernel_size=(feats.size(2), 1))
        char_out = pooled.view(-1, batch_size, 30)
        word_emb = self.word_embeds(word_seq)
        word_input = torch.cat((word_emb, char_out), dim=2)
        lstm_out, _ = self.word_lstm(self.dropout(word_input))
        return self.dropout(lstm_out)


class Tagger(nn.Module):
    def __init__(self, char_dim=30, cnn_filter_num=50, word_dim=100, hidden=64):
        super().__init__()
        self.word_rep = WordRep(char_dim, cnn_filter_num, word_dim, hidden)
        self.tag = nn.Linear(hidden, N_TAGS)

    def forward(self, words, chars):
        return self.tag(self.word_rep(words, chars))


tagger = Tagger()
optimizer = torch.optim.SGD(tagger.parameters(), lr=0.015, momentum=0.9)
for epoch in range(3):
    for words, chars, tags in DataLoader(NerSentences(), batch_size=10, collate_fn=time_first):
        scores = tagger(words, chars)
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), tags.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(tagger.parameters(), 5.0)
        optimizer.step()
    print(epoch, round(loss.item(), 4))
