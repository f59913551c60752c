"""Beyond dense layers: images, time, normalisation, other ways back and another way down.

Imports the library's ground floor; nothing there imports from here.
"""
