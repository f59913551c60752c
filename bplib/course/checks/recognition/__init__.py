"""Recognising which mistake, or which mistakes together, gave a wrong answer."""

from bplib.course.checks.recognition.mistake import Finding
from bplib.course.checks.recognition.search import recognise

__all__ = ["Finding", "recognise"]
