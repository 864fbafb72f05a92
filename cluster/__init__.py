"""The stages on many machines: workers read and analyse, one writer stores."""
