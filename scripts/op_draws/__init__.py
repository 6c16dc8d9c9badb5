"""Random calls of every op whose formulas are known, and their comparison with torch itself."""
