import os
import tempfile

import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, opt, n_words):
        super().__init__()
        self.word_lut = nn.Embedding(n_words, opt["word_vec_size"], padding_idx=0)
        self.rnn = nn.LSTM(opt["word_vec_size"], opt["rnn_size"] // 2, bidirectional=True, batch_first=True)

    def forward(self, src):
        return self.rnn(self.word_lut(src))[0]


class Decoder(nn.Module):
    """Input-feeding decoder, one for every style."""

    def __init__(self, opt, n_words):
        super().__init__()
        self.word_lut = nn.Embedding(n_words, opt["word_vec_size"], padding_idx=0)
        self.rnn = nn.LSTMCell(opt["word_vec_size"] + opt["rnn_size"], opt["rnn_size"])
        self.generator = nn.Linear(opt["rnn_size"], n_words)

    def step(self, word, context, state):
        attn = (context @ state[0].unsqueeze(2)).softmax(1)
        feed = (attn * context).sum(1)
        state = self.rnn(torch.cat([self.word_lut(word), feed], 1), state)
        return self.generator(state[0]), state


class TranslatorStyle:
    def __init__(self, encoder_model, decoder_model, max_len=8):
        checkpoint = torch.load(encoder_model)
        model_opt = checkpoint["opt"]
        self.encoder = Encoder(model_opt, checkpoint["n_src_words"])
        self.encoder.load_state_dict(checkpoint["encoder"])

        checkpoint = torch.load(decoder_model)
        self.decoder = Decoder(model_opt, checkpoint["n_tgt_words"])
        self.decoder.load_state_dict(checkpoint["decoder"])
        self.max_len = max_len

    @torch.no_grad()
    def translate(self, src, bos=2):
        context = self.encoder(src)
        state = (context[:, -1], torch.zeros_like(context[:, -1]))
        word, words = torch.full((len(src),), bos), []
        for _ in range(self.max_len):
            scores, state = self.decoder.step(word, context, state)
            word = scores.argmax(1)
            words.append(word)
        return torch.stack(words, 1)


def released_models(folder):
    """The French-English encoder and the generator for positive reviews."""
    mt_opt = {"word_vec_size": 300, "rnn_size": 128}
    style_opt = {"word_vec_size": 100, "rnn_size": 128}
    paths = os.path.join(folder, "french_english.pt"), os.path.join(folder, "positive_generator.pt")
    torch.save({"opt": mt_opt, "n_src_words": 700, "encoder": Encoder(mt_opt, 700).state_dict()}, paths[0])
    torch.save({"opt": style_opt, "n_tgt_words": 963, "decoder": Decoder(style_opt, 963).state_dict()}, paths[1])
    return paths


with tempfile.TemporaryDirectory() as models:
    translator = TranslatorStyle(*released_models(models))
    print(translator.translate(torch.randint(4, 700, (2, 6))))
