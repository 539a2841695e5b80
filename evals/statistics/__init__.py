"""How sure a figure is: clustered estimates, resampling as a check, corrections, power.

Everything takes arrays whose last axis is the clusters, so that a simulation of thousands of
comparisons runs the very functions that a comparison runs.
"""
