"""The tasks as the script draws their batches: the samplers of `rnn_core.tasks`, written for who reads one alone.

Each defines `draw(key, batch_size)`, which gives inputs `[T, B, D]` and targets `[T, B]` (`[T, B, K]` and a mask in
counting), and `test`, the batch that is never trained on. The script defines T before, and imports jax, jnp and np.
"""

from __future__ import annotations

_HELD_OUT = """
test = draw(jax.random.key(2**31 - 1), 256)
"""

_WORDS = '''
def random_words(key, count, batch_size):
    """`count` random 32-bit numbers for each sequence; the symbols are cut out of them."""
    return jax.random.bits(key, (count, batch_size), jnp.uint32)


def below(words, count):
    """A number from 0 to count - 1 for each word."""
    return (words % jnp.uint32(count)).astype(jnp.int32)
'''

_UNPACK = '''

def unpack(words, bits):
    """Cut the words into T symbols of `bits` bits."""
    shifts = jnp.arange(0, 32, bits, dtype=jnp.uint32)
    symbols = (words[:, None, :] >> shifts[None, :, None]) & jnp.uint32(2**bits - 1)
    return symbols.reshape(-1, words.shape[1])[:T].astype(jnp.int32)
'''

_ADDING = '''
def draw(key, batch_size):
    """Numbers from 0 to 1 and a marker at one timestep of each half; the answer is the sum of the marked numbers."""
    uniform = jax.random.uniform(key, (T + 2, batch_size))
    values, first, second = uniform[:-2], uniform[-2], uniform[-1]
    half, step = T // 2, jnp.arange(T)[:, None]
    in_first = step == jnp.floor(first * half).astype(jnp.int32)
    in_second = step == half + jnp.floor(second * (T - half)).astype(jnp.int32)
    markers = (in_first | in_second).astype(jnp.float32)
    answer = jnp.sum(values * markers, axis=0)
    return jnp.stack([values, markers], axis=-1), jnp.broadcast_to(answer, (T, batch_size))

'''

_RECALL = '''

def draw(key, batch_size):
    """One of four symbols, then T - 1 of four others; the answer is the first symbol."""
    fillers = -(-T * 2 // 32)
    words = random_words(key, fillers + 1, batch_size)
    first = below(words[-1], 4)
    symbols = jnp.where(jnp.arange(T)[:, None] == 0, first, 4 + unpack(words[:fillers], 2))
    return jax.nn.one_hot(symbols, 8), jnp.broadcast_to(first, (T, batch_size))

'''

_TEMPORAL_ORDER = '''

def draw(key, batch_size):
    """B, then a, b, c, d at random with an X or Y early and another one in the middle, then E: which came when?"""
    fillers = -(-T * 2 // 32)
    words = random_words(key, fillers + 3, batch_size)
    first_step = T // 10 + below(words[-3], T // 5 - T // 10 + 1)
    second_step = T // 2 + below(words[-2], 3 * T // 5 - T // 2 + 1)
    order, step = below(words[-1], 4), jnp.arange(T)[:, None]
    symbols = unpack(words[:fillers], 2)  # a b c d X Y B E are 0 to 7
    symbols = jnp.where(step == first_step, 4 + order // 2, symbols)
    symbols = jnp.where(step == second_step, 4 + order % 2, symbols)
    symbols = jnp.where(step == 0, 6, symbols)
    symbols = jnp.where(step == T - 1, 7, symbols)
    return jax.nn.one_hot(symbols, 8), jnp.broadcast_to(order, (T, batch_size))

'''

_PARITY = '''

def draw(key, batch_size):
    """T bits, each +1 or -1; the answer is whether the number of +1 so far is odd."""
    bits = unpack(random_words(key, -(-T // 32), batch_size), 1)
    return (2 * bits - 1).astype(jnp.float32)[..., None], jnp.cumsum(bits, axis=0) % 2

'''

_COUNTING = '''

def anbn(n):
    """S, n times a, n times b, then nothing; the answer is which of a, b and the end may come next."""
    step = jnp.arange(T)[:, None]
    in_a, in_b = (step >= 1) & (step <= n), (step > n) & (step <= 2 * n)
    symbols = jnp.where(in_a, 1, jnp.where(in_b, 2, jnp.where(step == 0, 0, -1)))  # -1 gives a row of zeros
    legal = jnp.stack([step <= n, in_a | (in_b & (step < 2 * n)), step == 2 * n], axis=-1)
    mask = step <= 2 * n
    targets = (legal & mask[..., None]).astype(jnp.float32)
    return jax.nn.one_hot(symbols, 3), targets, mask.astype(jnp.float32)


def draw(key, batch_size):
    """Trained on n up to 12."""
    return anbn(1 + below(random_words(key, 1, batch_size)[0], min(12, (T - 1) // 2)))


# Tested on every n that fits into T timesteps, each as often as the others.
longest = (T - 1) // 2
test = anbn(jnp.asarray(np.tile(np.arange(1, longest + 1), -(-32 // longest))))
'''

_HELLO = '''
letters = list(dict.fromkeys(WORD))
codes = jnp.asarray([letters.index(letter) for letter in WORD])


def draw(key, batch_size):
    """The word without its last letter; the answer is always the next letter. Every row is the same."""
    inputs, targets = (jnp.broadcast_to(part[:, None], (T, batch_size)) for part in (codes[:-1], codes[1:]))
    return jax.nn.one_hot(inputs, len(letters)), targets


test = draw(None, 1)
'''

TASKS = {
    "adding": _ADDING + _HELD_OUT,
    "temporal_order": _WORDS + _UNPACK + _TEMPORAL_ORDER + _HELD_OUT,
    "recall": _WORDS + _UNPACK + _RECALL + _HELD_OUT,
    "parity": _WORDS.split("\n\n\ndef below", maxsplit=1)[0] + "\n" + _UNPACK + _PARITY + _HELD_OUT,
    "counting": _WORDS + _COUNTING,
    "hello": _HELLO,
}
"""What can be written out, by the task's name."""
