from torch import nn

from layers import PretrainedEncoder, TransformerDecoder, TransformerEncoder


class AbsSummarizer(nn.Module):
    def __init__(self, args):
        super().__init__()
        if args.encoder == "baseline":
            self.encoder = TransformerEncoder(args.vocab, args.enc_hidden_size, args.enc_layers)
        else:
            self.encoder = PretrainedEncoder(args.vocab, args.dec_hidden_size)
        self.decoder = TransformerDecoder(args.vocab, args.dec_hidden_size, args.dec_layers)
        self.generator = nn.Linear(args.dec_hidden_size, args.vocab)

    def forward(self, src, tgt):
        top_vec = self.encoder(src)
        return self.generator(self.decoder(tgt, top_vec))
