/**
 * Networks: described once as a graph ({@code net}), computed by one of several engines ({@code onednn}, {@code dl4j}), trained
 * ({@code optim}), kept ({@code checkpoint}), and put together to models ({@code families}).
 *
 * <p>Read first: {@link org.effigy.networks.Network}, {@link org.effigy.networks.Engines} and
 * {@link org.effigy.networks.families.Family}. Outside, images and weights are {@code float[]}. Never put here: noise schedules,
 * samplers, training loops, data.
 *
 * <p>How they compute: each batch is cut into shards, one per thread, each with its own replica of the network on the same
 * parameters. Results are the same, bit for bit, from run to run with the same number of threads.
 */
package org.effigy.networks;
