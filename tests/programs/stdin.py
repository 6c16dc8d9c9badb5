import sys

print(input())
print(sys.stdin.read().upper(), end="")
