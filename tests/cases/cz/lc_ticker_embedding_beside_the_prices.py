import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CONTINUOUS_COLUMNS = ["open_price", "high_price", "low_price", "close_price", "volume", "daily_return"]


class EquityBars(Dataset):
    """Windows of daily bars of several tickers, scaled per ticker."""

    def __init__(self, ticker_count, days=120, lookback=30, horizon=5):
        g = torch.Generator().manual_seed(4)
        close = 100 + torch.randn(ticker_count, days, generator=g).cumsum(dim=1)
        spread = torch.rand(ticker_count, days, generator=g)
        volume = 1e4 * torch.rand(ticker_count, days, generator=g)
        returns = torch.diff(close, dim=1, prepend=close[:, :1]) / close
        bars = torch.stack([close - spread / 2, close + spread, close - spread, close, volume, returns], dim=-1)
        bars = (bars - bars.mean(dim=1, keepdim=True)) / (bars.std(dim=1, keepdim=True) + 1e-6)
        self.samples = []
        for ticker in range(ticker_count):
            for start in range(0, days - lookback - horizon + 1, horizon):
                past, future = bars[ticker, start:start + lookback], bars[ticker, start + lookback:start + lookback + horizon]
                self.samples.append((ticker, past, future[:, CONTINUOUS_COLUMNS.index("close_price")]))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i]


class TickerEmbedding(nn.Module):
    def __init__(self, ticker_count, embedding_size):
        super().__init__()
        self.embedding = nn.Embedding(ticker_count, embedding_size)

    def forward(self, tickers):
        return self.embedding(tickers)


class GatedResidualNetwork(nn.Module):
    def __init__(self, size, dropout_rate=0.0):
        super().__init__()
        self.dense_input, self.dense_output = nn.Linear(size, size), nn.Linear(size, size)
        self.gate = nn.Linear(size, size)
        self.normalization = nn.LayerNorm(size)
        self.dropout = nn.Dropout(dropout_rate)

    def forward(self, features):
        hidden = self.dropout(self.dense_output(nn.functional.elu(self.dense_input(features))))
        return self.normalization(features + torch.sigmoid(self.gate(hidden)) * hidden)


class MiniatureTemporalFusionTransformer(nn.Module):
    def __init__(
        self, input_size, hidden_size, output_size, layer_count, ticker_count, embedding_size, attention_head_count,
        quantiles=(0.25, 0.5, 0.75), dropout_rate=0.0,
    ):
        super().__init__()
        self.output_size, self.quantiles = output_size, quantiles
        self.ticker_embedding = TickerEmbedding(ticker_count=ticker_count, embedding_size=embedding_size)
        self.lstm_encoder = nn.LSTM(
            input_size=input_size,
            hidden_size=hidden_size + embedding_size,
            num_layers=layer_count,
            dropout=dropout_rate,
            batch_first=True,
        )
        self.feature_processor = GatedResidualNetwork(hidden_size, dropout_rate)
        self.self_attention = nn.MultiheadAttention(hidden_size, attention_head_count, batch_first=True)
        self.output_layer = nn.Linear(hidden_size, output_size * len(quantiles))

    def forward(self, tickers, features):
        ticker_vectors = self.ticker_embedding(tickers).unsqueeze(1).expand(-1, features.size(1), -1)
        encoder_input = torch.cat([ticker_vectors, features], dim=-1)
        encoded, _ = self.lstm_encoder(encoder_input)
        processed = self.feature_processor(encoded)
        attended, _ = self.self_attention(processed, processed, processed)
        return self.output_layer(attended[:, -1]).view(-1, self.output_size, len(self.quantiles))

    def quantile_loss(self, predictions, targets):
        q = torch.tensor(self.quantiles)
        errors = targets.unsqueeze(-1) - predictions
        return torch.max(q * errors, (q - 1) * errors).mean()


TICKERS = ["AAPL", "GOOG", "MSFT", "NVDA", "TSLA"]
torch.manual_seed(0)
loader = DataLoader(EquityBars(len(TICKERS)), batch_size=16, shuffle=True)
model = MiniatureTemporalFusionTransformer(
    input_size=len(CONTINUOUS_COLUMNS), hidden_size=64, output_size=5, layer_count=2,
    ticker_count=len(TICKERS), embedding_size=16, attention_head_count=4,
)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(2):
    losses = []
    for tickers, past, future in loader:
        loss = model.quantile_loss(model(tickers, past), future)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    print(f"epoch {epoch + 1}: average loss {sum(losses) / len(losses):.4f}")
