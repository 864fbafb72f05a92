"""VADER's compound scores of texts, a JSON list in and out; runs in the peers' environment."""

import json
import sys

if sys.argv[1] == "fr":
    from vaderSentiment_fr.vaderSentiment import (  # type: ignore[import-not-found]
        SentimentIntensityAnalyzer,
    )
else:
    from vaderSentiment.vaderSentiment import (  # type: ignore[import-not-found]
        SentimentIntensityAnalyzer,
    )

analyzer = SentimentIntensityAnalyzer()
texts = json.load(sys.stdin)
json.dump([analyzer.polarity_scores(text)["compound"] for text in texts], sys.stdout)
