"""Workflow: how a round goes from the service areas to the board's decision, and back for correction.

``states`` holds the steps there are, ``handover`` who may take them, ``turns`` whose task is next.
"""
