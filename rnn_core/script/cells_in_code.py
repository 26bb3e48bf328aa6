"""The cells as the script writes them: their equations forward, nothing backward, and how their weights start."""

from __future__ import annotations

RNN = '''
class RNN(nnx.Module):
    """h_t = tanh(x_t W_x + h_{t-1} W_h + b)"""

    def __init__(self, inputs, hidden, rngs, recurrent, into):
        rng = generator(rngs)
        self.hidden = hidden
        self.W_h = parameter(recurrent(rng, hidden))
        self.W_x = parameter(into(rng, inputs, hidden, 1))
        self.b = parameter(np.zeros(hidden))

    def start(self, batch_size):
        return jnp.zeros((batch_size, self.hidden))

    def __call__(self, h, x):
        h = jnp.tanh(x @ self.W_x[...] + h @ self.W_h[...] + self.b[...])
        return h, h
'''

RELU_RNN = '''
class ReLURNN(nnx.Module):
    """h_t = max(0, x_t W_x + h_{t-1} W_h + b), W_h = I at the start (Le, Jaitly & Hinton 2015)"""

    def __init__(self, inputs, hidden, rngs):
        rng = generator(rngs)
        # The page draws other weights first and does not use them: so that the next numbers are the same.
        rng.standard_normal((hidden, hidden)), rng.standard_normal((inputs, hidden))
        self.hidden = hidden
        self.W_h = parameter(np.eye(hidden))
        self.W_x = parameter(0.001 * rng.standard_normal((inputs, hidden)))
        self.b = parameter(np.zeros(hidden))

    def start(self, batch_size):
        return jnp.zeros((batch_size, self.hidden))

    def __call__(self, h, x):
        h = jax.nn.relu(x @ self.W_x[...] + h @ self.W_h[...] + self.b[...])
        return h, h
'''

LSTM = '''
class LSTM(nnx.Module):
    """i, f, o = sigmoid(x_t W_x + h_{t-1} W_h + b), g = tanh(the same with weights of its own)

    c_t = f * c_{t-1} + i * g
    h_t = o * tanh(c_t)
    """

    def __init__(self, inputs, hidden, rngs, recurrent, into, forget_bias):
        rng = generator(rngs)
        self.hidden = hidden
        # The matrices of i, f, g and o stand side by side.
        self.W_h = parameter(np.concatenate([recurrent(rng, hidden) for _ in range(4)], axis=1))
        self.W_x = parameter(into(rng, inputs, hidden, 4))
        forget, zeros = forget_bias(rng, hidden), np.zeros(hidden)
        self.b = parameter(np.concatenate([zeros, forget, zeros, zeros]))

    def start(self, batch_size):
        return jnp.zeros((batch_size, self.hidden)), jnp.zeros((batch_size, self.hidden))

    def __call__(self, state, x):
        h, c = state
        i, f, g, o = jnp.split(x @ self.W_x[...] + h @ self.W_h[...] + self.b[...], 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h
'''

GRU = '''
class GRU(nnx.Module):
    """r, z = sigmoid(x_t W_x + h_{t-1} W_h + b)

    n = tanh(x_t W_xn + b_n + r * (h_{t-1} W_hn + b_hn))
    h_t = (1 - z) * n + z * h_{t-1}
    """

    def __init__(self, inputs, hidden, rngs, recurrent, into, update_bias):
        rng = generator(rngs)
        self.hidden = hidden
        # The matrices of r, z and n stand side by side.
        self.W_h = parameter(np.concatenate([recurrent(rng, hidden) for _ in range(3)], axis=1))
        self.W_x = parameter(into(rng, inputs, hidden, 3))
        zeros = np.zeros(hidden)
        self.b = parameter(np.concatenate([zeros, update_bias(rng, hidden), zeros]))
        self.b_hn = parameter(zeros)

    def start(self, batch_size):
        return jnp.zeros((batch_size, self.hidden))

    def __call__(self, h, x):
        x_r, x_z, x_n = jnp.split(x @ self.W_x[...] + self.b[...], 3, axis=-1)
        h_r, h_z, h_n = jnp.split(h @ self.W_h[...], 3, axis=-1)
        r, z = jax.nn.sigmoid(x_r + h_r), jax.nn.sigmoid(x_z + h_z)
        n = jnp.tanh(x_n + r * (h_n + self.b_hn[...]))
        h = (1 - z) * n + z * h
        return h, h
'''

CELLS = {"RNN": RNN, "ReLURNN": RELU_RNN, "LSTM": LSTM, "GRU": GRU}

BEGIN = '''
def generator(rngs):
    """NumPy's generator, seeded by the next key of Flax."""
    return np.random.default_rng(np.asarray(jax.random.key_data(rngs.params())))


def parameter(value):
    return nnx.Param(jnp.asarray(value.astype(np.float32)))


def lecun_normal(rng, inputs, hidden, blocks):
    """N(0, 1 / inputs)"""
    return rng.standard_normal((inputs, blocks * hidden)) / inputs**0.5
'''

STARTS = {
    "orthogonal": '''
def orthogonal(rng, hidden):
    """A random rotation: it makes no state longer or shorter (Saxe et al. 2014)."""
    q, r = np.linalg.qr(rng.standard_normal((hidden, hidden)))
    return q * np.sign(np.diag(r))
''',
    "scaled": """
def scaled(gain):
    return lambda rng, hidden: gain * orthogonal(rng, hidden)
""",
    "uniform": '''
def uniform(rng, hidden):
    """The range of PyTorch."""
    return rng.uniform(-(hidden**-0.5), hidden**-0.5, (hidden, hidden))
''',
    "uniform_input": """
def uniform_input(rng, inputs, hidden, blocks):
    return rng.uniform(-(hidden**-0.5), hidden**-0.5, (inputs, blocks * hidden))
""",
    "glorot": '''
def glorot(rng, hidden):
    """Glorot & Bengio 2010"""
    bound = (6 / (hidden + hidden)) ** 0.5
    return rng.uniform(-bound, bound, (hidden, hidden))
''',
    "constant": """
def constant(value):
    return lambda rng, hidden: np.full(hidden, value)
""",
    "chrono": '''
def chrono(steps):
    """Gates that at first remember for 1 to `steps` timesteps (Tallec & Ollivier 2018)"""
    return lambda rng, hidden: np.log(rng.uniform(1.0, steps - 1.0, hidden))
''',
}
"""The functions that give first weights and biases, by their names, in the order in which they build on each other."""

_PLAIN_BIAS = "np.concatenate([zeros, forget, zeros, zeros])"


def cell_code(name: str, *, opposite: bool) -> str:
    """The class called `name`; with `opposite` an LSTM can start its input gate's bias at minus its forget gate's."""
    code = CELLS[name]
    if name != "LSTM" or not opposite:
        return code
    code = code.replace("recurrent, into, forget_bias):", "recurrent, into, forget_bias, opposite=False):")
    chosen = "np.concatenate([-forget if opposite else zeros, forget, zeros, zeros])"
    return code.replace(_PLAIN_BIAS, chosen)
