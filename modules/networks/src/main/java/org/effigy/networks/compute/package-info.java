/**
 * What every engine shares: the settings of a computation, the threads that share a batch, vectors off the heap, and the passes
 * of a network.
 *
 * <p>Read first: {@link org.effigy.networks.compute.Compute} and {@link org.effigy.networks.compute.Passes}. Never put here:
 * types of ND4J or of oneDNN, or the architecture of a network.
 */
package org.effigy.networks.compute;
