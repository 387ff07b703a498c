"""The demonstration: four sites with invented people in real districts and schools.

Everything is made once, relative to the day it is first run, through the same actions as the pages use, at
the moments at which it would have happened (`clock`).
"""
