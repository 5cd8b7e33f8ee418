/// Kernels on SIMD vectors and the thread pool: what production runs.
package enum Vectorized {}
