from torch import nn

from embed import Embedder, PositionalEncoder


class Encoder(nn.Module):
    def __init__(self, vocab_size, opt):
        super().__init__()
        self.embed = Embedder(vocab_size, opt.d_model)
        self.pe = PositionalEncoder(opt.d_model)
        layer = nn.TransformerEncoderLayer(opt.d_model, opt.heads, 64, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, opt.n_layers)

    def forward(self, src, pad_mask):
        return self.layers(self.pe(self.embed(src)), src_key_padding_mask=pad_mask)


class Decoder(nn.Module):
    def __init__(self, vocab_size, opt):
        super().__init__()
        self.embed = Embedder(vocab_size, opt.d_model)
        self.pe = PositionalEncoder(opt.d_model)
        layer = nn.TransformerDecoderLayer(opt.d_model, opt.heads, 64, batch_first=True)
        self.layers = nn.TransformerDecoder(layer, opt.n_layers)

    def forward(self, trg, memory, src_pad):
        causal = nn.Transformer.generate_square_subsequent_mask(trg.size(1))
        return self.layers(self.pe(self.embed(trg)), memory, tgt_mask=causal, memory_key_padding_mask=src_pad)


class Transformer(nn.Module):
    def __init__(self, src_vocab, trg_vocab, opt):
        super().__init__()
        self.encoder = Encoder(src_vocab, opt)
        self.decoder = Decoder(trg_vocab, opt)
        self.out = nn.Linear(opt.d_model, trg_vocab)

    def forward(self, src, trg):
        src_pad = src == 0
        memory = self.encoder(src, src_pad)
        return self.out(self.decoder(trg, memory, src_pad))
