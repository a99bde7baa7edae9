/**
 * Networks as graphs of Deeplearning4j on arrays of ND4J: one of the interpreters of a {@link org.effigy.networks.net.Net}, the
 * reference on the CPU, and what computes on graphics cards.
 *
 * <p>Read first: {@link org.effigy.networks.dl4j.GraphReplicas} and {@code ArrayOps}, whose table says which class computes
 * which operation: a new one goes there. A pass runs the vertices in the graph's order, and back with the gradients of those
 * that something wants; arithmetic is by operations of ND4J alone, so the same code runs on the CPU and on CUDA. Results live
 * in a workspace for a step, what an operation needs for itself in a second one.
 *
 * <p>Nothing else in Effigy sees ND4J or Deeplearning4j. Never put here: the architecture of a network, an optimiser, a
 * constant of the operations (those stand in {@link org.effigy.networks.net.Op}).
 */
package org.effigy.networks.dl4j;
