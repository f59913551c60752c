"""The report: what a class got wrong, who needs a human, and what stands out.

`read` alone looks at the gradebook and at the graded notebooks; `count`, `waiting`, `alike` and
`history` turn that into figures; `page` and `sheet` write them down; `make` is `bplib report`.
"""
