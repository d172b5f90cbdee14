"""Which procedure of the catalogue words mean: the one with the most alike name or alias."""

from typing import Dict, List, Optional

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.text import fold

# Below this likeness (0 to 1) words mean no procedure.
ENOUGH = 0.3


class Procedures:
    """The names and aliases of procedures, each with its key, compared by pieces of two to five letters."""

    def __init__(self, names: Dict[str, str]) -> None:
        self._keys: List[str] = list(names.values())
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        self._known = self._pieces.fit_transform([fold(name) for name in names]).T.tocsr() if names else None

    def key(self, words: str) -> Optional[str]:
        """The key of the procedure that these words name, or None."""
        if self._known is None:
            return None
        likeness = np.asarray((self._pieces.transform([fold(words)]) @ self._known).todense()).ravel()
        best = int(likeness.argmax())
        return self._keys[best] if likeness[best] >= ENOUGH else None
