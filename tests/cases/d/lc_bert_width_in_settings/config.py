import json


class Config:
    """Reads the settings of an experiment and gives them as attributes."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as f:
            for key, value in json.load(f).items():
                setattr(self, key, value)
        self.bert_hid_size = 1024
        self.lstm_hid_size = 64
        self.label_num = 5
