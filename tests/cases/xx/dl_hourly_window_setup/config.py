from dataclasses import dataclass


@dataclass
class ForecastConfig:
    model_id: str = "test"
    features: str = "M"
    seq_len: int = 96
    label_len: int = 48
    pred_len: int = 96
    enc_in: int = 7
    batch_size: int = 16
    train_epochs: int = 2
    learning_rate: float = 0.005
