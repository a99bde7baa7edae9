/**
 * A network, described once: a recorded list of typed operations with shapes, named parameters and their first values.
 *
 * <p>Read first: {@link org.effigy.networks.net.Net} and {@link org.effigy.networks.net.Op}. Three interpreters read a net:
 * {@link org.effigy.networks.net.Layout} (where its parameters lie), the package {@code dl4j} (a graph of Deeplearning4j) and
 * the package {@code onednn} (a program for the CPU, after passes that fuse operations). Constants that all of them share
 * stand here, once.
 *
 * <p>Never put here: anything that computes on tensors of an engine, or that knows a family of models.
 */
package org.effigy.networks.net;
