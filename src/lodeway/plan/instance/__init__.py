"""What a plan is about, before any equation: the scenario with its lanes, processes, projects, passages and stores, worked out once."""
