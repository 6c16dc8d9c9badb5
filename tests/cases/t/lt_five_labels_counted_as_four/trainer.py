from torch import nn


def loss_fn(pred, target):
    return nn.CrossEntropyLoss()(pred.view(-1, 4), target.view(-1))


class ModelModule(nn.Module):
    def __init__(self, n_classes, hidden=32):
        super().__init__()
        self.words = nn.Embedding(400, hidden)
        self.places = nn.Linear(4, hidden)
        self.mixer = nn.GRU(hidden, hidden, batch_first=True, bidirectional=True)
        self.cls_layer = nn.Sequential(nn.Dropout(0.3), nn.Linear(2 * hidden, n_classes))

    def forward(self, input_ids, bbox, labels):
        states, _ = self.mixer(self.words(input_ids) + self.places(bbox))
        output = self.cls_layer(states)
        loss = loss_fn(output, labels)
        return output, loss
