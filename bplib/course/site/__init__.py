"""The course as a site: `make site` writes it into `.site/html`, and fetches nothing.

`addresses` says which page a file becomes, `lessons` turns a solved lesson into a page, `pages`
the rest; `conf` and `extension` are Sphinx's side, `checking` looks at what was built. Run it as
``python -m bplib.course.site``.
"""
