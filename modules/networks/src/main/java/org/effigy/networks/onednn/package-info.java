/**
 * Networks compiled for the CPU: programs of oneDNN primitives and fused loops over planned memory.
 *
 * <p>Read first: {@link org.effigy.networks.onednn.Program} and {@link org.effigy.networks.onednn.PackedWeights}. Never put
 * here: the architecture of a network, or types of ND4J.
 */
package org.effigy.networks.onednn;
