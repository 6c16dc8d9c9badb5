import torch
from torch import nn


class DocumentBertLSTM(nn.Module):
    """An LSTM over the pooled pieces of a document."""

    def __init__(self, num_labels, hidden=48):
        super().__init__()
        self.bert = nn.Sequential(nn.Embedding(300, hidden), nn.LayerNorm(hidden))
        self.lstm = nn.LSTM(hidden, hidden, batch_first=True)
        self.classifier = nn.Sequential(nn.Dropout(0.1), nn.Linear(hidden, num_labels), nn.Tanh())

    def forward(self, document_batch):
        pieces = self.bert(document_batch).mean(2)
        _, (h, _) = self.lstm(pieces)
        return self.classifier(h[-1])


class BertForDocumentClassification:
    def __init__(self, args):
        self.args = args
        self.model = DocumentBertLSTM(len(args["labels"]))
        self.loss_function = nn.BCEWithLogitsLoss()

    def fit(self, train, dev):
        documents, correct_output = train
        optimizer = torch.optim.Adam(self.model.parameters(), lr=self.args["learning_rate"])
        for epoch in range(self.args["epochs"]):
            epoch_loss = 0.0
            for i in range(0, len(documents), self.args["batch_size"]):
                batch_predictions = self.model(documents[i:i + self.args["batch_size"]])
                batch_correct_output = correct_output[i:i + self.args["batch_size"]]
                loss = self.loss_function(batch_predictions, batch_correct_output)
                epoch_loss += float(loss.item())
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
            print("epoch", epoch, "train", epoch_loss, "dev", self.predict(dev))

    def predict(self, data):
        documents, correct_output = data
        with torch.no_grad():
            return float(self.loss_function(self.model(documents), correct_output))


TOPICS = ["sports", "politics", "science", "economy", "culture", "weather"]


def load(n, seed):
    g = torch.Generator().manual_seed(seed)
    documents = torch.randint(0, 300, (n, 5, 16), generator=g)
    topics = [TOPICS[k] for k in torch.randint(0, len(TOPICS), (n,), generator=g).tolist()]
    return documents, torch.tensor([float(TOPICS.index(t)) for t in topics])


args = {"labels": TOPICS, "batch_size": 10, "learning_rate": 5e-4, "epochs": 1}
model = BertForDocumentClassification(args)
model.fit(load(30, 0), load(10, 1))
