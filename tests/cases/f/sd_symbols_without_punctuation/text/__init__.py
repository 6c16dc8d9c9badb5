from text.symbols import symbols

_index = {s: i for i, s in enumerate(symbols)}


def text_to_sequence(text):
    return [_index[c] for c in text.lower() if c in _index]
