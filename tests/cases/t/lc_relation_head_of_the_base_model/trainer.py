import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def load_dataloaders(args):
    """Marked sentences of SemEval: word ids, where the entities begin, the relation."""
    torch.manual_seed(1)
    n = 24
    ids = torch.randint(0, 200, (n, 20))
    starts = torch.stack([torch.randint(0, 9, (n,)), torch.randint(10, 20, (n,))], dim=1)
    relations = torch.randint(0, args.num_classes, (n,))
    return DataLoader(TensorDataset(ids, starts, relations), batch_size=args.batch_size, shuffle=True)


def train_and_fit(args, net):
    criterion = nn.CrossEntropyLoss(ignore_index=-1)
    optimizer = torch.optim.Adam(net.parameters(), lr=args.lr)
    for epoch in range(args.num_epochs):
        total = 0.0
        for x, e1_e2_start, labels in load_dataloaders(args):
            classification_logits = net(x, e1_e2_start)
            loss = criterion(classification_logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {total:.3f}")
