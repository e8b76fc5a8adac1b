"""The linear program kept warm: routes priced, years apart, units whole, and what its answer says of costs, limits and conflicts."""
