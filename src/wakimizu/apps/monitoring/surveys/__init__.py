"""Surveys: questions, one answer for each invitation without knowing whose, weighted to the people, told with their intervals."""
