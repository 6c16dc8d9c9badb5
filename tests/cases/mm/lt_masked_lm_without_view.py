import torch
from torch import nn
from torch.nn import CrossEntropyLoss

torch.manual_seed(0)

text = "Who was Jim Henson ? Jim Henson was a puppeteer"
masked_index = 6


class BertTokenizer(object):
    def __init__(self, corpus):
        words = sorted({w.lower() for line in corpus for w in line.split()})
        self.vocab = {w: i for i, w in enumerate(["[PAD]", "[MASK]", "[UNK]"] + words)}

    def tokenize(self, line):
        return line.lower().split()

    def convert_tokens_to_ids(self, tokens):
        return [self.vocab.get(t, self.vocab["[UNK]"]) for t in tokens]


class BertConfig(object):
    def __init__(self, vocab_size, hidden_size=48, num_hidden_layers=2, num_attention_heads=4):
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads


class BertModel(nn.Module):
    def __init__(self, config):
        super(BertModel, self).__init__()
        self.word_embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.position_embeddings = nn.Embedding(64, config.hidden_size)
        self.token_type_embeddings = nn.Embedding(2, config.hidden_size)
        layer = nn.TransformerEncoderLayer(config.hidden_size, config.num_attention_heads, 96, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, config.num_hidden_layers)

    def forward(self, input_ids, token_type_ids):
        positions = torch.arange(input_ids.size(1)).unsqueeze(0)
        x = self.word_embeddings(input_ids) + self.position_embeddings(positions)
        return self.encoder(x + self.token_type_embeddings(token_type_ids))


class BertForMaskedLM(nn.Module):
    def __init__(self, config):
        super(BertForMaskedLM, self).__init__()
        self.config = config
        self.bert = BertModel(config)
        self.cls = nn.Linear(config.hidden_size, config.vocab_size)

    def forward(self, input_ids, token_type_ids, masked_lm_labels=None):
        sequence_output = self.bert(input_ids, token_type_ids)
        prediction_scores = self.cls(sequence_output)
        if masked_lm_labels is not None:
            loss_fct = CrossEntropyLoss(ignore_index=-1)
            masked_lm_loss = loss_fct(prediction_scores, masked_lm_labels)
            return masked_lm_loss
        return prediction_scores


corpus = [text, "Kermit the frog was made by a puppeteer", "Who was the first muppet ?"]
tokenizer = BertTokenizer(corpus)
model = BertForMaskedLM(BertConfig(len(tokenizer.vocab)))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

# Tokenized input
tokenized_text = tokenizer.tokenize(text)
indexed_truths = tokenizer.convert_tokens_to_ids(tokenized_text)
tokenized_text[masked_index] = '[MASK]'

# Convert token to vocabulary indices
indexed_tokens = tokenizer.convert_tokens_to_ids(tokenized_text)
segments_ids = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]

# Convert inputs to PyTorch tensors
tokens_tensor = torch.tensor([indexed_tokens])
segments_tensors = torch.tensor([segments_ids])
truths_tensor = torch.tensor([indexed_truths])

for step in range(3):
    loss = model(tokens_tensor, segments_tensors, masked_lm_labels=truths_tensor)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())

model.eval()
predictions = model(tokens_tensor, segments_tensors)
print(predictions[0, masked_index].argmax().item())
