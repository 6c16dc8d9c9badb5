x = """a
b"""
print(repr(x), "café")
raise ValueError(x)
