import torch

from llama import ModelArgs, Transformer

PROMPT = "Aperture Science. We do what we must, because we can."


class WordTokenizer:
    def __init__(self, vocab_size):
        self.vocab_size = vocab_size

    def encode(self, text):
        words = text.replace(".", " .").replace(",", " ,").split()
        return [1] + [2 + sum(map(ord, w)) % (self.vocab_size - 2) for w in words]


class Chat:
    """Keeps the key/value cache between messages of one conversation."""

    def __init__(self, model):
        self.model, self.position = model, 0

    def feed(self, tokens):
        logits = self.model(tokens, self.position)
        self.position += tokens.shape[1]
        return logits[:, -1]

    def answer(self, logits, n):
        out = []
        for _ in range(n):
            token = logits.argmax(-1, keepdim=True)
            out.append(int(token))
            logits = self.feed(token)
        return out


torch.manual_seed(1)
args = ModelArgs()
model = Transformer(args).eval()
tokens = torch.tensor([WordTokenizer(args.vocab_size).encode(PROMPT)])
part = 6
chat = Chat(model)
logits = chat.feed(tokens[:, :part])
print("first part:", logits[0, :4])
logits = chat.feed(tokens[:, part:])
print("second part:", logits[0, :4])
print("reply:", chat.answer(logits, 5))
