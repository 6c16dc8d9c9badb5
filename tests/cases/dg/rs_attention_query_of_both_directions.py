import torch
import torch.nn as nn
import torch.nn.functional as F

sentences = [
    "i love you", "he loves me", "she likes baseball",
    "i hate you", "sorry for that", "this is awful",
]
labels = [1, 1, 1, 0, 0, 0]  # 1 is good, 0 is not good.

embedding_dim = 12
n_hidden = 8  # number of hidden units in one cell
num_classes = 2

word_list = " ".join(sentences).split()
word_dict = {w: i for i, w in enumerate(sorted(set(word_list)))}
vocab_size = len(word_dict)


class BiLSTM_Attention(nn.Module):
    def __init__(self):
        super(BiLSTM_Attention, self).__init__()

        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, n_hidden, bidirectional=True)
        self.out = nn.Linear(n_hidden * 2, num_classes)

    # lstm_output : [batch_size, n_step, n_hidden * num_directions(=2)], F matrix
    def attention_net(self, lstm_output, final_state):
        hidden = final_state.view(-1, n_hidden, 1)
        attn_weights = torch.bmm(lstm_output, hidden).squeeze(2)  # attn_weights : [batch_size, n_step]
        soft_attn_weights = F.softmax(attn_weights, 1)
        context = torch.bmm(lstm_output.transpose(1, 2), soft_attn_weights.unsqueeze(2)).squeeze(2)
        return context, soft_attn_weights.detach()

    def forward(self, X):
        input = self.embedding(X)  # input : [batch_size, len_seq, embedding_dim]
        input = input.permute(1, 0, 2)  # input : [len_seq, batch_size, embedding_dim]

        # [num_layers(=1) * num_directions(=2), batch_size, n_hidden]
        hidden_state = torch.zeros(1 * 2, len(X), n_hidden)
        cell_state = torch.zeros(1 * 2, len(X), n_hidden)

        output, (final_hidden_state, final_cell_state) = self.lstm(input, (hidden_state, cell_state))
        output = output.permute(1, 0, 2)
        attn_output, attention = self.attention_net(output, final_hidden_state)
        return self.out(attn_output), attention


def encode(sents):
    return torch.LongTensor([[word_dict[w] for w in s.split()] for s in sents])


model = BiLSTM_Attention()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

inputs = encode(sentences)
targets = torch.LongTensor(labels)

for epoch in range(50):
    optimizer.zero_grad()
    output, attention = model(inputs)
    loss = criterion(output, targets)
    if (epoch + 1) % 10 == 0:
        print("Epoch:", "%04d" % (epoch + 1), "cost =", "{:.6f}".format(loss.item()))
    loss.backward()
    optimizer.step()

test_text = "sorry hate you"
predict, _ = model(encode([test_text]))
print(test_text, "is", "good" if predict.argmax(1).item() else "bad")
