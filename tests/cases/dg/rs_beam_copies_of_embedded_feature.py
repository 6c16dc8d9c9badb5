import torch
import torch.nn as nn
import torch.nn.functional as F


class AttModel(nn.Module):
    def __init__(self, vocab_size, rnn_size=32, fc_feat_size=96, att_feat_size=48, seq_length=6):
        super().__init__()
        self.vocab_size, self.rnn_size, self.seq_length = vocab_size, rnn_size, seq_length
        self.fc_feat_size, self.att_feat_size = fc_feat_size, att_feat_size
        self.embed = nn.Embedding(vocab_size + 1, rnn_size)
        self.fc_embed = nn.Sequential(nn.Linear(fc_feat_size, rnn_size), nn.ReLU())
        self.att_embed = nn.Sequential(nn.Linear(att_feat_size, rnn_size), nn.ReLU())
        self.ctx2att = nn.Linear(rnn_size, rnn_size)
        self.h2att = nn.Linear(rnn_size, rnn_size)
        self.alpha = nn.Linear(rnn_size, 1)
        self.lstm = nn.LSTMCell(3 * rnn_size, rnn_size)
        self.logit = nn.Linear(rnn_size, vocab_size + 1)

    def init_hidden(self, bsz):
        return torch.zeros(bsz, self.rnn_size), torch.zeros(bsz, self.rnn_size)

    def step(self, it, fc_feats, att_feats, p_att_feats, state):
        dot = torch.tanh(p_att_feats + self.h2att(state[0]).unsqueeze(1))
        weight = F.softmax(self.alpha(dot).squeeze(2), dim=1)
        att_res = torch.bmm(weight.unsqueeze(1), att_feats).squeeze(1)
        state = self.lstm(torch.cat([self.embed(it), fc_feats, att_res], 1), state)
        return F.log_softmax(self.logit(state[0]), dim=1), state

    def forward(self, fc_feats, att_feats, seq):
        state = self.init_hidden(fc_feats.size(0))
        fc_feats, att_feats = self.fc_embed(fc_feats), self.att_embed(att_feats)
        p_att_feats = self.ctx2att(att_feats)
        outputs = []
        for i in range(seq.size(1) - 1):
            logprobs, state = self.step(seq[:, i], fc_feats, att_feats, p_att_feats, state)
            outputs.append(logprobs)
        return torch.stack(outputs, 1)

    def beam_search(self, logprobs, state, *feats, beam_size):
        sums, it = logprobs[0].topk(beam_size)
        seqs = it.unsqueeze(1)
        state = tuple(s[:1].expand(beam_size, -1) for s in state)
        for _ in range(self.seq_length - 1):
            logprobs, state = self.step(it, *feats, state)
            sums, idx = (sums.unsqueeze(1) + logprobs).flatten().topk(beam_size)
            beam, it = idx // (self.vocab_size + 1), idx % (self.vocab_size + 1)
            seqs = torch.cat([seqs[beam], it.unsqueeze(1)], 1)
            state = tuple(s[beam] for s in state)
        return seqs[0]

    def sample_beam(self, fc_feats, att_feats, beam_size=3):
        batch_size = fc_feats.size(0)
        # embed fc and att feats
        fc_feats, att_feats = self.fc_embed(fc_feats), self.att_embed(att_feats)
        # project the attention feats first to reduce computation
        p_att_feats = self.ctx2att(att_feats)

        seq = torch.zeros(batch_size, self.seq_length, dtype=torch.long)
        for k in range(batch_size):
            state = self.init_hidden(beam_size)
            tmp_fc_feats = fc_feats[k:k + 1].expand(beam_size, self.fc_feat_size)
            tmp_att_feats = att_feats[k:k + 1].expand(beam_size, *att_feats.shape[1:]).contiguous()
            tmp_p_att_feats = p_att_feats[k:k + 1].expand(beam_size, *p_att_feats.shape[1:]).contiguous()
            it = torch.zeros(beam_size, dtype=torch.long)
            logprobs, state = self.step(it, tmp_fc_feats, tmp_att_feats, tmp_p_att_feats, state)
            seq[k] = self.beam_search(logprobs, state, tmp_fc_feats, tmp_att_feats, tmp_p_att_feats,
                                      beam_size=beam_size)
        return seq


def main():
    torch.manual_seed(123)
    vocab = ["a", "dog", "cat", "on", "the", "grass", "runs", "sits"]
    model = AttModel(len(vocab))
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-4)
    for i in range(3):
        fc_feats, att_feats = torch.rand(4, 96), torch.rand(4, 9, 48)
        labels = torch.cat([torch.zeros(4, 1), torch.randint(0, len(vocab) + 1, (4, 6))], 1).long()
        out = model(fc_feats, att_feats, labels)
        loss = F.nll_loss(out.flatten(0, 1), labels[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iter {i}, train_loss = {loss.item():.3f}")

    model.eval()
    with torch.no_grad():
        seq = model.sample_beam(torch.rand(2, 96), torch.rand(2, 9, 48), beam_size=3)
    for sent in seq.tolist():
        print(" ".join(vocab[w - 1] for w in sent if w > 0))


if __name__ == "__main__":
    main()
