"""The assistant: what is added to Rasa, for training and for serving."""

import os

# Before anybody imports numpy. A message is a product of small matrices: to share it among cores costs more than the
# product, and the waiting threads take the cores from everybody else (a turn took Rasa 34 ms instead of 15).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
