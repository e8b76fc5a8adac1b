"""The network condensed to the ends that matter, and the best routes of all lanes through it."""
