"""How the overlay is made: atlas and scenario in, terminals and legs out.

`lines` and `sea` read the raw graphs, `setting` lays gates and links on them, `ways` finds the shortest ways between terminals,
`attaching` joins sites, `pricing` turns kilometres into money, hours and emissions, `store` keeps what follows from the atlas alone.
"""
