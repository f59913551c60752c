"""Sphinx's configuration of the site."""

from importlib.metadata import distribution
from pathlib import Path

import bplib

MATHJAX = "tex-svg-full.js"  # one file with all of TeX, which loads no other

project = "Backpropagation you can check"
author = "the authors of bplib"
release = version = bplib.__version__
html_title = project
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "bplib.course.site.extension",
]
exclude_patterns = ["_*"]
templates_path = ["templates"]
smartquotes = False

# Lessons come executed.
nb_execution_mode = "off"
nb_merge_streams = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_dmath_double_inline = True
myst_heading_anchors = 6

# The reference: names of other libraries are no links, since nothing is asked of the network.
autodoc_member_order = "bysource"
autodoc_typehints = "none"
default_role = "code"
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = False
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!bplib\.).*")]  # "(N, D)" is a type to Sphinx
add_module_names = False

html_theme = "sphinx_book_theme"
html_context = {"default_mode": "auto"}
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "navbar_persistent": [],
    "max_navbar_depth": 1,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_sidebars = {"**": ["home.html", "search-button-field.html", "sbt-sidebar-nav.html"]}
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_show_copyright = False
html_show_sphinx = False
_mathjax = distribution("sphinx-mathjax-offline").locate_file(
    f"sphinx-mathjax-offline/static/mathjax/{MATHJAX}"
)
html_static_path = [str(Path(__file__).with_name("static")), str(_mathjax)]
html_favicon = str(Path(__file__).with_name("static") / "favicon.svg")
html_css_files = ["site.css"]
html_js_files = ["site.js"]
mathjax_path = MATHJAX
mathjax3_config = {
    "options": {"enableMenu": False},  # its menu would load more
    "svg": {"fontCache": "local"},
}
