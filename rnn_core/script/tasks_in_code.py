"""The tasks as the script draws their batches: the samplers of `rnn_core.tasks`, written for who reads one alone.

Each defines `draw(key, batch_size)`, which gives inputs `[T, B, D]` and targets `[T, B]` (`[T, B, K]` and a mask in
counting), and `test`, the batch that is never trained on. The script defines T before, and imports jax, jnp and np.
Where the state is carried from one window to the next, `draw(key, step, batch_size)` gives the window of a step, and
`lead_in` is what the network reads before `test`.
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

_MARKED = '''
def draw(key, batch_size):
    """Numbers from 0 to 1 and a marker at one timestep of each half; the answer is the ANSWER of the marked."""
    uniform = jax.random.uniform(key, (T + 2, batch_size))
    values, first, second = uniform[:-2], uniform[-2], uniform[-1]
    half, step = T // 2, jnp.arange(T)[:, None]
    in_first = step == jnp.floor(first * half).astype(jnp.int32)
    in_second = step == half + jnp.floor(second * (T - half)).astype(jnp.int32)
    markers = (in_first | in_second).astype(jnp.float32)
    marked = values * markers
    answer = COMPUTED
    return jnp.stack([values, markers], axis=-1), jnp.broadcast_to(answer, (T, batch_size))

'''

_ADDING = _MARKED.replace("ANSWER", "sum").replace("COMPUTED", "jnp.sum(marked, axis=0)")
_MULTIPLICATION = _MARKED.replace("ANSWER", "product").replace(
    "COMPUTED", "jnp.sum(marked[:half], axis=0) * jnp.sum(marked[half:], axis=0)"
)

_RECALL = '''

def draw(key, batch_size):
    """One of four symbols, then T - 1 of four others; the answer is the first symbol."""
    fillers = -(-T * 2 // 32)
    words = random_words(key, fillers + 1, batch_size)
    first = below(words[-1], 4)
    symbols = jnp.where(jnp.arange(T)[:, None] == 0, first, 4 + unpack(words[:fillers], 2))
    return jax.nn.one_hot(symbols, 8), jnp.broadcast_to(first, (T, batch_size))

'''

_NOISE_FREE = '''

def draw(key, batch_size):
    """One of four symbols, then always the same four others, round and round; the answer is the first symbol."""
    first, step = below(random_words(key, 1, batch_size)[0], 4), jnp.arange(T)[:, None]
    symbols = jnp.where(step == 0, first, 4 + (step - 1) % 4)
    return jax.nn.one_hot(symbols, 8), jnp.broadcast_to(first, (T, batch_size))

'''

_LATCH = '''

def draw(key, batch_size):
    """A bit, then T - 1 zeros; the answer is the bit."""
    bit = below(random_words(key, 1, batch_size)[0], 2)
    inputs = jnp.where(jnp.arange(T)[:, None] == 0, bit, 0).astype(jnp.float32)
    return inputs[..., None], jnp.broadcast_to(bit, (T, batch_size))

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

_PREFIX_PARITY = '''

def draw(key, batch_size):
    """T bits, each 0 or 1; the answer at each is whether the number of ones so far is odd."""
    bits = unpack(random_words(key, -(-T // 32), batch_size), 1)
    return bits.astype(jnp.float32)[..., None], jnp.cumsum(bits, axis=0) % 2

'''

_BITS = '''
LAG = 3


def random_bits(key, count, batch_size):
    """`count` bits of each sequence, cut out of random 32-bit numbers."""
    words = jax.random.bits(key, (-(-count // 32), batch_size), jnp.uint32)
    bits = (words[:, None, :] >> jnp.arange(32, dtype=jnp.uint32)[None, :, None]) & jnp.uint32(1)
    return bits.reshape(-1, batch_size)[:count].astype(jnp.int32)


def echo(stream, first):
    """The window of the stream from place `first` on; the answer is the bit of LAG timesteps before."""
    late = jnp.concatenate([jnp.zeros_like(stream[:LAG]), stream])[: len(stream)]
    return stream[first:].astype(jnp.float32)[..., None], late[first:]

'''

_ECHO = '''
def draw(key, batch_size):
    """T bits, each with zeros before it."""
    return echo(random_bits(key, T, batch_size), 0)

'''

_ECHO_CARRIED = '''
LEAD_IN = 16
EARLIER = -(-LAG // T)  # windows before the one of a step, as many as the lag reaches back


def draw(key, step, batch_size):
    """The window of T bits of `step`, out of a stream that begins with the window of step 0."""
    windows = [
        random_bits(jax.random.fold_in(key, jnp.maximum(step - back, 0)), T, batch_size) * (step >= back)
        for back in range(EARLIER, -1, -1)
    ]
    return echo(jnp.concatenate(windows), EARLIER * T)


stream = random_bits(jax.random.key(2**31 - 1), LEAD_IN + T, 256)
lead_in, test = stream[:LEAD_IN].astype(jnp.float32)[..., None], echo(stream, LEAD_IN)
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

_BIT_WORDS = _WORDS.split("\n\n\ndef below", maxsplit=1)[0] + "\n" + _UNPACK

TASKS = {
    "adding": _ADDING + _HELD_OUT,
    "multiplication": _MULTIPLICATION + _HELD_OUT,
    "temporal_order": _WORDS + _UNPACK + _TEMPORAL_ORDER + _HELD_OUT,
    "recall": _WORDS + _UNPACK + _RECALL + _HELD_OUT,
    "noise_free": _WORDS + _NOISE_FREE + _HELD_OUT,
    "latch": _WORDS + _LATCH + _HELD_OUT,
    "parity": _BIT_WORDS + _PARITY + _HELD_OUT,
    "prefix_parity": _BIT_WORDS + _PREFIX_PARITY + _HELD_OUT,
    "echo": _BITS + _ECHO + _HELD_OUT,
    "counting": _WORDS + _COUNTING,
    "hello": _HELLO,
}
"""What can be written out, by the task's name."""

CARRIED = {"echo": _BITS + _ECHO_CARRIED}
"""The same where the state is carried."""
