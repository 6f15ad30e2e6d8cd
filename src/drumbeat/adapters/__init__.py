"""The outside world, behind core.ports."""
