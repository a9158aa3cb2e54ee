"""Search that knows how people write sizes: 3×3, 3 × 3 and 3x3 are one word."""

import re

from sphinx.search.en import SearchEnglish

_TIMES = re.compile(r"(?<=\d)\s*×\s*(?=\d)")


class Search(SearchEnglish):
    """English, with the times sign between two numbers read as an x, in the index and in the question."""

    js_splitter_code = r"""
var splitQuery = (query) => query
  .replace(/(\d)\s*[×*]\s*(?=\d)/g, "$1x").replace(/(\d)\s+x\s+(?=\d)/gi, "$1x")
  .split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
  .filter((term) => term);
"""

    def split(self, input: str) -> list[str]:
        return super().split(_TIMES.sub("x", input))
