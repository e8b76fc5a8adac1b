"""Questions to the network as a whole: reach, capacity, failures, what it is made of and when it changes."""
