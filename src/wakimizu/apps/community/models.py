"""The community room's tables."""

from wakimizu.apps.community.deliberation.models import Deliberation, Invitation, Result, Statement, Vote, Voter

__all__ = ["Deliberation", "Invitation", "Result", "Statement", "Vote", "Voter"]
