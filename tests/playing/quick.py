"""How tests compile: most of their time is LLVM's optimiser, XLA's emitters of fused loops, and cutting small programs
into parts for threads. JAX is not imported here: it reads its environment when it is."""

from __future__ import annotations

QUICK = {
    "xla_backend_optimization_level": 0,
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_parallel_codegen_split_count": 1,
}
