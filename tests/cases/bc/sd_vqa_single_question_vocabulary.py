import re

import torch
from torch import nn

QUESTIONS = {
    "train": ["What color is the cat?", "How many people are on the beach?", "Is the man wearing a hat?"],
    "val": ["What is on the table?", "Is this a zebra or a horse?"],
    "test": ["What sport is the boy playing?", "How many kites are in the sky?", "Which fruit lies next to the bread?"],
    "vg": ["Who holds the umbrella?", "Where was this photo taken?"],
}
FEATURES = torch.randn(2, 49, 64, generator=torch.Generator().manual_seed(0))


def words_of(question):
    return re.sub(r"[.,'!?\"()*#:;]", "", question.lower()).split()


def tokenize(stat_ques_list):
    token_to_ix = {"PAD": 0, "UNK": 1, "CLS": 2}
    for ques in stat_ques_list:
        for word in words_of(ques):
            token_to_ix.setdefault(word, len(token_to_ix))
    return token_to_ix


def proc_ques(question, token_to_ix, max_token=14):
    ix = [token_to_ix.get(w, 1) for w in words_of(question)][:max_token]
    return torch.tensor(ix + [0] * (max_token - len(ix)))


class Net(nn.Module):
    def __init__(self, token_size, answer_size=10, hidden=48):
        super().__init__()
        self.embedding = nn.Embedding(token_size, 30)
        self.lstm = nn.LSTM(30, hidden, batch_first=True)
        self.img_feat_linear = nn.Linear(64, hidden)
        self.proj = nn.Linear(hidden, answer_size)

    def forward(self, img_feat, ques_ix):
        lang, _ = self.lstm(self.embedding(ques_ix))
        img = self.img_feat_linear(img_feat)
        att = torch.softmax(img @ lang[:, -1].unsqueeze(2), dim=1)
        return self.proj((att * img).sum(1) + lang[:, -1])


def released_checkpoint():
    everything = [q for split in QUESTIONS.values() for q in split]
    return {"state_dict": Net(len(tokenize(everything))).state_dict()}


# one question about one picture is enough for a first try
questions = dict(QUESTIONS)
questions["test"] = QUESTIONS["test"][:1]
stat_ques_list = questions["train"] + questions["val"] + questions["test"] + questions["vg"]
token_to_ix = tokenize(stat_ques_list)

net = Net(len(token_to_ix))
net.load_state_dict(released_checkpoint()["state_dict"])
net.eval()
with torch.no_grad():
    for question in questions["test"]:
        answer = net(FEATURES[:1], proc_ques(question, token_to_ix)[None])
        print(question, "-> answer", answer.argmax(1).item())
