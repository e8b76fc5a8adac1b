def home(s, m):
    row = next(r for r in s.markets if r.id == m)
    if "*" in row.countries:
        others = {c for r in s.markets for c in r.countries if c != "*"}
        return frozenset({x.country for x in s.sites} - others)
    return frozenset(row.countries)


def demand(s):
    out = {}
    for r in sorted(s.demands, key=lambda r: r.year):
        for y in s.years:
            if y >= r.year:
                out[r.market, r.commodity, y] = r.quantity * (1 + r.growth / 100) ** (y - r.year)
    return out


def capacity(p, s, y):
    if p.status == "closed" or y < p.opens or (p.closes and y >= p.closes):
        return 0.0
    return p.capacity * (1 + p.growth / 100) ** (y - s.years[0])


def capital_rate(s, c):
    d = {r.country: r.rate for r in s.capital}
    return d.get(c, d.get("*", 0.0)) / 100
