/**
 * How a gradient changes weights.
 *
 * <p>Read first: {@link org.effigy.networks.optim.Adam} and {@link org.effigy.networks.optim.Optimisation}. Never put here:
 * anything that knows how a gradient came about.
 */
package org.effigy.networks.optim;
