NEWS = """the president met the prime minister in the capital on monday
shares of the company fell after the report was published
the storm closed schools and roads across the north of the country
officials said the talks would continue through the week
the team won the final after extra time in front of a large crowd
a court ordered the company to pay damages to former workers
the ministry said the new law would come into force next year
prices rose again in april while wages stayed the same""".split("\n")

# article -> headline, my own data
GIGAWORD_LIKE = [
    ("the company said on monday that shares fell after a weak report", "shares fall after report"),
    ("schools in the north closed because of heavy snow and a storm", "storm closes schools"),
    ("the minister said talks about the new budget would continue", "budget talks continue"),
    ("a crowd of fans saw the team win the cup final", "team wins cup"),
]
