"""Numbers and choices of the program that stand in a plain relation to the sizes that disagree."""
