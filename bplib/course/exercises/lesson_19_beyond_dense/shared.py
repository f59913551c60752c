"""What the exercises of lesson 19 share: the headings to read again."""

PLACES = "By hand: one weight in many places"
TIMES = "By hand: one weight at many times"
OTHERS = "By hand: other ways back"
