"""Duties 事務分掌: who holds which part, what is wrong with that, what another allotment would change."""
