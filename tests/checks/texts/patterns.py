"""What a sentence pattern of the corpus is, and what its marks mean.

``[a|b]`` is ``a`` where the figure is a surplus or has risen, else ``b``. ``{n}`` is the amount without sign and with
its unit, ``{signed}`` with its sign; ``{area}`` the area's name, ``{year}`` and ``{last_year}`` the report's year and
the one before. Of an indicator ``{value}`` and ``{before}`` have their unit, ``{change}`` is the difference in
procentenheter or units, ``{name}`` its name. ``{part}``, ``{whole}`` and ``{percent}`` are of a share, ``{sum}`` and
``{a}``, ``{b}``, ``{c}`` of parts that add up.
"""

from typing import NamedTuple


class Pattern(NamedTuple):
    """A way to write one kind of statement, and the kind of text that it is written in.

    ``place`` is ``own``, the comment of the area or the assessment of the indicator that the sentence is about, or
    ``board``, the summary, where the sentence itself has to name what it is about.
    """

    kind: str
    place: str
    text: str
