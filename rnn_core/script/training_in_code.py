"""The network, the loss and the training loop as the script writes them."""

from __future__ import annotations

from rnn_core.tasks.task import LossKind

_NETWORK = '''
class Network(nnx.Module):
    """Layers of cells on one another, and a linear readout at every timestep."""

    def __init__(self, cell, hidden, rngs):
        sizes = [INPUTS] + [hidden] * (LAYERS - 1)
        self.cells = nnx.List([cell(size, hidden, rngs) for size in sizes])
        self.W_o = parameter(lecun_normal(generator(rngs), hidden, OUTPUTS, 1))
        self.b_o = parameter(np.zeros(OUTPUTS))
'''

_PASS = '''
    def __call__(self, xs):
        """xs [T, B, INPUTS] -> outputs [T, B, OUTPUTS]"""
        for cell in self.cells:
            _, xs = jax.lax.scan(cell, cell.start(xs.shape[1]), xs)
        return xs @ self.W_o[...] + self.b_o[...]
'''

_CARRIED_PASS = '''
    def start(self, batch_size):
        return [cell.start(batch_size) for cell in self.cells]

    def __call__(self, xs, states):
        """xs [T, B, INPUTS], the state of each layer before -> outputs [T, B, OUTPUTS], the states after"""
        after = []
        for cell, state in zip(self.cells, states):
            state, xs = jax.lax.scan(cell, state, xs)
            after.append(state)
        return xs @ self.W_o[...] + self.b_o[...], after
'''

_STEP = """
@nnx.jit
def train_step(network, optimizer, key, step):
    batch = draw(jax.random.fold_in(key, step), BATCH)
    loss, gradients = nnx.value_and_grad(loss_of)(network, *batch)
    optimizer.update(network, gradients)
    return loss


@nnx.jit
def test_loss(network):
    return loss_of(network, *test)
"""

_CARRIED_STEP = """
@nnx.jit
def train_step(network, optimizer, states, key, step):
    batch = draw(key, step, BATCH)
    (loss, states), gradients = nnx.value_and_grad(loss_of, has_aux=True)(network, states, *batch)
    optimizer.update(network, gradients)
    return loss, states


@nnx.jit
def test_loss(network):
    _, states = network(lead_in, network.start(lead_in.shape[1]))
    return loss_of(network, states, *test)[0]
"""

_LOOP = """
LANES = {
LANES_HERE}

for name, (cell, hidden) in LANES.items():
    for seed in SEEDS:
        network = Network(cell, hidden, nnx.Rngs(seed))
        optimizer = nnx.Optimizer(network, OPTIMIZER, wrt=nnx.Param)
        key = jax.random.key(seed)STATES_HERE
        print(f"{name}, seed {seed}: test loss {test_loss(network):.7g} before training", flush=True)
        for step in range(STEPS):
            STEP_HERE
            if (step + 1) % PRINT_EVERY == 0:
                print(f"{name}, seed {seed}: loss {loss:.7g} in step {step + 1}", flush=True)
            if (step + 1) % 50 == 0:
                print(f"{name}, seed {seed}: test loss {test_loss(network):.7g} after step {step + 1}", flush=True)
"""

_ERRORS: dict[LossKind, str] = {
    "squared_error": "jnp.square(network(inputs)[..., 0] - targets)",
    "cross_entropy": "optax.softmax_cross_entropy_with_integer_labels(network(inputs), targets)",
    "legal": "optax.sigmoid_binary_cross_entropy(network(inputs), targets).mean(-1)",
}

_OPTIMIZERS = {
    "sgd": "optax.sgd(RATE)",
    "momentum": "optax.sgd(RATE, momentum=0.9)",
    "rmsprop": "optax.rmsprop(RATE, decay=0.9)",
    "adam": "optax.adam(RATE)",
    "adamw": "optax.adamw(RATE, weight_decay=1e-2)",
}


def network_code(*, carried: bool) -> str:
    """The class `Network`; with `carried` it begins with given states, and gives those after the last timestep."""
    return _NETWORK + (_CARRIED_PASS if carried else _PASS)


def loop_code(lanes: str, *, carried: bool) -> str:
    """The training of `lanes`, the rows of a table; with `carried` a step begins with the states of the one before."""
    step, states = "loss = train_step(network, optimizer, key, step)", ""
    if carried:
        step = "loss, states = train_step(network, optimizer, states, key, step)"
        states = "\n        states = network.start(BATCH)"
    loop = _LOOP.replace("STEP_HERE", step).replace("STATES_HERE", states)
    return (_CARRIED_STEP if carried else _STEP).rstrip("\n") + "\n\n" + loop.replace("LANES_HERE", lanes)


def loss_code(kind: LossKind, place: str, step: int, *, masked: bool, carried: bool) -> str:
    """The function `loss_of`; `place` is `last`, `every` or `step`, the timestep number `step`, counted from 1.

    With `carried` it begins with given states and gives those after the last timestep too.
    With `masked` a batch has a third part, 1 at the timesteps that count, and the last of them is each sequence's own.
    """
    if masked:
        where = f"jnp.minimum({step}, mask.sum(0))" if place == "step" else "mask.sum(0)"
        one = f"errors[{where}.astype(int) - 1, jnp.arange(mask.shape[1])].mean()"
        mean = "(errors * mask / mask.sum(0)).sum(0).mean()" if place == "every" else one
    else:
        mean = {"last": "errors[-1]", "every": "errors", "step": f"errors[min({step}, T) - 1]"}[place] + ".mean()"
    said = {
        "last": "Of the last timestep.",
        "every": "The mean over all timesteps.",
        "step": f"Of timestep {step}, or of the last one where there are fewer.",
    }[place]
    arguments = "network, inputs, targets, mask" if masked else "network, inputs, targets"
    errors, before = _ERRORS[kind], ""
    if carried:
        arguments = arguments.replace("network", "network, states")
        errors, before = errors.replace("network(inputs)", "outputs"), "    outputs, states = network(inputs, states)\n"
        mean += ", states"
    return f'''
def loss_of({arguments}):
    """{said}"""
{before}    errors = {errors}  # [T, B]
    return {mean}
'''


def optimizer_code(name: str, rates: list[tuple[int, float]], clip_norm: float) -> str:
    """The definition of OPTIMIZER; `rates` are learning rates with the step after which each holds, 0 first."""
    if len(rates) == 1:
        rate = f"RATE = {rates[0][1]!r}\n"
    else:
        schedules = ", ".join(f"optax.constant_schedule({value!r})" for _, value in rates)
        rate = f"RATE = optax.join_schedules([{schedules}], {[step for step, _ in rates[1:]]})\n"
    made = _OPTIMIZERS[name]
    if clip_norm > 0:
        made = f"optax.chain(optax.clip_by_global_norm({clip_norm!r}), {made})"
    return f"{rate}OPTIMIZER = {made}\n"
