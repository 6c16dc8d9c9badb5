"""The characters that a sentence may have."""

_pad = "_"
_punctuation = "!',.?-:"
_letters = "abcdefghijklmnopqrstuvwxyz "

symbols = [_pad] + list(_letters)
