"""Residents decide together: statements, agree or disagree or pass, opinion groups, and what all of them share."""
