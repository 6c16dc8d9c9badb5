import torch
from torch import nn
from torch.nn import functional as F

config = {
    "model": {"dim_word_src": 32, "dim_word_trg": 32, "dim": 64, "n_layers_src": 2, "n_layers_trg": 2},
    "data": {"batch_size": 16, "max_src_length": 14, "max_trg_length": 12},
}


class Seq2Seq(nn.Module):
    def __init__(self, src_vocab_size, trg_vocab_size, model, pad_token_src=0, pad_token_trg=0):
        super().__init__()
        self.src_hidden_dim = model["dim"] // 2
        self.trg_hidden_dim = model["dim"]
        self.src_embedding = nn.Embedding(src_vocab_size, model["dim_word_src"], pad_token_src)
        self.trg_embedding = nn.Embedding(trg_vocab_size, model["dim_word_trg"], pad_token_trg)
        self.encoder = nn.LSTM(
            model["dim_word_src"], self.src_hidden_dim, model["n_layers_src"], bidirectional=True, batch_first=True,
        )
        self.decoder = nn.LSTM(model["dim_word_trg"], self.trg_hidden_dim, model["n_layers_trg"], batch_first=True)
        self.encoder2decoder = nn.Linear(2 * self.src_hidden_dim, self.trg_hidden_dim)
        self.decoder2vocab = nn.Linear(self.trg_hidden_dim, trg_vocab_size)

    def forward(self, input_src, input_trg):
        src_emb = self.src_embedding(input_src)
        trg_emb = self.trg_embedding(input_trg)

        _, (src_h_t, src_c_t) = self.encoder(src_emb)
        h_t = torch.cat((src_h_t[-1], src_h_t[-2]), 1)
        c_t = torch.cat((src_c_t[-1], src_c_t[-2]), 1)
        h_t = torch.tanh(self.encoder2decoder(h_t))

        h_0 = h_t.view(self.decoder.num_layers, h_t.size(0), h_t.size(1))
        c_0 = c_t.view(self.decoder.num_layers, c_t.size(0), c_t.size(1))
        trg_h, _ = self.decoder(trg_emb, (h_0, c_0))
        return self.decoder2vocab(trg_h)


def parallel_minibatches(n_batches, batch_size, max_src_length, max_trg_length):
    for _ in range(n_batches):
        src = torch.randint(3, 200, (batch_size, max_src_length))
        trg = (src[:, :max_trg_length] * 7) % 180 + 3
        trg = torch.cat([torch.ones(batch_size, 1, dtype=torch.long), trg], dim=1)
        yield src, trg[:, :-1], trg[:, 1:]


torch.manual_seed(0)
model = Seq2Seq(200, 190, config["model"])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for j, (src, trg_in, trg_out) in enumerate(parallel_minibatches(8, **config["data"])):
    logits = model(src, trg_in)
    loss = F.cross_entropy(logits.flatten(0, 1), trg_out.flatten(), ignore_index=0)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if j % 4 == 0:
        print(f"minibatch {j}, loss {loss.item():.3f}")
