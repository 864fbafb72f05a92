"""What the training configurations name: importing it registers our tokens, noise and encoder."""

from nlp import tokens
from nlp.training import encoder, noise

__all__ = ["encoder", "noise", "tokens"]
