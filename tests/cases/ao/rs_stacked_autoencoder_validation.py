import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class DenoisingAutoencoder(nn.Module):
    def __init__(self, embedding_dimension, hidden_dimension, corruption=0.2):
        super().__init__()
        self.dropout = nn.Dropout(corruption)
        self.encoder = nn.Sequential(nn.Linear(embedding_dimension, hidden_dimension), nn.ReLU())
        self.decoder = nn.Linear(hidden_dimension, embedding_dimension)

    def forward(self, batch):
        return self.decoder(self.encoder(self.dropout(batch)))


def predict(loader, autoencoder):
    autoencoder.eval()
    features = []
    with torch.no_grad():
        for images, _ in loader:
            images = images.squeeze(1).view(images.size(0), -1)
            features.append(autoencoder(images))
    return torch.cat(features)


def train(dataset, autoencoder, epochs, batch_size, optimizer, validation):
    loader = DataLoader(dataset, batch_size=batch_size, shuffle=True)
    validation_loader = DataLoader(validation, batch_size=batch_size)
    for epoch in range(epochs):
        autoencoder.train()
        for batch, _ in loader:
            batch = batch.squeeze(1).view(batch.size(0), -1)
            loss = F.mse_loss(autoencoder(batch), batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

        validation_inputs = []
        for val_batch in validation_loader:
            validation_inputs.append(val_batch[0])
        validation_actual = torch.cat(validation_inputs)
        validation_output = predict(validation_loader, autoencoder)
        validation_loss = F.mse_loss(validation_output, validation_actual)
        print(f"epoch {epoch} lss {loss.item():.4f} vls {validation_loss.item():.4f}")


torch.manual_seed(9)
ds_train = TensorDataset(torch.rand(256, 1, 28, 28), torch.randint(0, 10, (256,)))
ds_val = TensorDataset(torch.rand(96, 1, 28, 28), torch.randint(0, 10, (96,)))
sae = DenoisingAutoencoder(28 * 28, 64)
sgd = torch.optim.SGD(sae.parameters(), lr=0.1, momentum=0.9)
train(ds_train, sae, epochs=2, batch_size=64, optimizer=sgd, validation=ds_val)
