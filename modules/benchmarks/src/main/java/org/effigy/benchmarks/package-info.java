/**
 * Timings: JMH benchmarks of kernels (classes named {@code *Benchmark}) and whole runs beside other programs (classes with
 * a {@code main}). Nothing here is part of the program; this package alone may print and use every module.
 *
 * <p>Read {@link org.effigy.benchmarks.HeaderBenchmark} first. What must not be put here: code that a module needs.
 */
package org.effigy.benchmarks;
