# -*- coding: latin-1 -*-
name = "café"
print(ascii(name), len(name))
raise ValueError("café")
