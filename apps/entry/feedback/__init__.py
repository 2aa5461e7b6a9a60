"""What is shown beside a cell that is filled in: its light, what looks odd, the sums it changes.

Built from the report's own parts, so that a sheet and the report never say different things.
"""
