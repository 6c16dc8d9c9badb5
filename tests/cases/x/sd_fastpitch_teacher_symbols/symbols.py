"""Vietnamese character set of the corpus."""

_pad = "_"
_punctuation = "!'(),.:;? "
_special = "-"
_letters = "ABCDEGHIKLMNOPQRSTUVXYabcdeghiklmnopqrstuvxy"
_vowels = "aăâeêioôơuưy"
_tones = "12345"

symbols = [_pad, _special, *_punctuation, *_letters, "Đ", "đ"]
symbols += [v + t for v in _vowels for t in _tones]
symbols += [v.upper() + t for v in _vowels for t in _tones]
symbols += list("ĂÂÊÔƠƯăâêôơư") + [str(d) for d in range(8)]
symbol_to_id = {s: i for i, s in enumerate(symbols)}


def text_to_sequence(text):
    return [symbol_to_id[s] for s in text if s in symbol_to_id]
