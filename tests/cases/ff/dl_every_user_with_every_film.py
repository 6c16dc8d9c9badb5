import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)
user_num, item_num, factor_num = 60, 90, 12


class NCF(nn.Module):
    def __init__(self, user_num, item_num, factor_num, num_layers=2, dropout=0.0):
        super().__init__()
        self.embed_user_GMF = nn.Embedding(user_num, factor_num)
        self.embed_item_GMF = nn.Embedding(item_num, factor_num)
        width = factor_num * 2 ** (num_layers - 1)
        self.embed_user_MLP = nn.Embedding(user_num, width)
        self.embed_item_MLP = nn.Embedding(item_num, width)
        layers = []
        for i in range(num_layers):
            size = factor_num * 2 ** (num_layers - i)
            layers += [nn.Dropout(dropout), nn.Linear(size, size // 2), nn.ReLU()]
        self.MLP_layers = nn.Sequential(*layers)
        self.predict_layer = nn.Linear(factor_num * 2, 1)

    def forward(self, user, item):
        output_GMF = self.embed_user_GMF(user) * self.embed_item_GMF(item)
        interaction = torch.cat((self.embed_user_MLP(user), self.embed_item_MLP(item)), -1)
        output_MLP = self.MLP_layers(interaction)
        prediction = self.predict_layer(torch.cat((output_GMF, output_MLP), -1))
        return prediction.view(-1)


def train(model, loader):
    loss_function = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for user, item, label in loader:
        loss = loss_function(model(user, item), label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def recommend(model, seen, top_k=10):
    model.eval()
    user, item = torch.arange(user_num), torch.arange(item_num)
    with torch.no_grad():
        scores = model(user, item).view(user_num, item_num)
    scores[seen] = float("-inf")
    return scores.topk(top_k, dim=1).indices


seen = torch.rand(user_num, item_num) < 0.1
pos = seen.nonzero()
neg = torch.stack([pos[:, 0], torch.randint(item_num, (len(pos),))], dim=1)
pairs = torch.cat([pos, neg])
labels = torch.cat([torch.ones(len(pos)), torch.zeros(len(neg))])
loader = DataLoader(TensorDataset(pairs[:, 0], pairs[:, 1], labels), batch_size=128, shuffle=True)

model = NCF(user_num, item_num, factor_num)
print("train loss", train(model, loader))
print("films for user 0:", recommend(model, seen)[0].tolist())
