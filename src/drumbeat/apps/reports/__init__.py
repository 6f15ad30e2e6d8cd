"""What can be seen across all facts.

owns: nothing; it is the only app that may join other apps’ tables.
always true: reads only.
"""
