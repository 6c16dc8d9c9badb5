print("bom")
print(__file__)
раз = 1
raise ValueError(раз)