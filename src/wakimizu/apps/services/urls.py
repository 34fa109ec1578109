"""Addresses of the services room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
without_language: list[URLPattern] = []
