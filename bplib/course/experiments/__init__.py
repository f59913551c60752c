"""What the lessons show beside their exercises: training runs, and gradients to put on trial.

One module per lesson that needs one. Wrong gradients stand here as the data of an experiment;
answers, checks and questions are in `bplib.course.exercises`, which this package never imports.
"""
