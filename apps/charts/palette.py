"""The colours of the charts: those of the light theme, each with the name that the style sheets know it by.

A figure carries the names in ``layout.meta``, and a drawing has a class for each (``static/css/charts.css``), so
that a chart follows dark mode.
"""

INK = "#17252b"
SURFACE = "#ffffff"
INK_SOFT = "#4c5c63"
LINE = "#d8dedb"
ACCENT = "#0a5c6b"
DEFICIT = "#b3261e"
SURPLUS = "#2f7d8b"
SECOND_SERIES = "#6b4e8e"
THIRD_SERIES = "#8a5a00"

TOKENS = {
    INK: "--ink",
    SURFACE: "--surface",
    INK_SOFT: "--ink-soft",
    LINE: "--line",
    ACCENT: "--accent",
    DEFICIT: "--not-met",
    SURPLUS: "--surplus",
    SECOND_SERIES: "--second",
    THIRD_SERIES: "--third",
}
