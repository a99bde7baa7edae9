/**
 * The networks, compiled with oneDNN or on Deeplearning4j and ND4J, and the format of checkpoints.
 *
 * <p>Read first: {@link org.effigy.networks.DdpmUNet} (its architecture is {@code UNetArchitecture}, top to bottom) and
 * {@link org.effigy.networks.Dcgan}. Outside this package, images and weights are {@code float[]}.
 * Never put here: noise schedules, samplers, training loops, data.
 *
 * <p>How they compute: each batch is cut into shards, one per thread, each with its own replica of the network on the
 * same parameters ({@code Engine}). The layers are written by hand where Deeplearning4j's own are slow: they call ND4J's
 * convolutions, which run in oneDNN, without a second forward pass, and normalise on the heap, one group of channels at a
 * time. Results are the same, bit for bit, from run to run with the same number of threads.
 *
 * <h2>Checkpoint, version 1</h2>
 *
 * <p>A folder with these files; nothing in it names a file or a person of the data.
 *
 * <ul>
 *   <li>{@code config.json}: {@link org.effigy.networks.CheckpointConfig} as JSON. {@code version} is 1. {@code model.family}
 *       is {@code ddpm} or {@code dcgan} and decides what else {@code model} holds: the components of
 *       {@link org.effigy.networks.DdpmConfig} or {@link org.effigy.networks.DcganConfig}.
 *   <li>{@code weights.safetensors}: the weights as trained.
 *   <li>{@code ema.safetensors}: their exponential moving average, same names and shapes; absent if none is kept. Sampling
 *       prefers it.
 *   <li>{@code updater.safetensors}: Adam's state, to resume; absent in a checkpoint that is for sampling only. For the
 *       DDPM {@code adam.m}, {@code adam.v} (the moments, one flat vector each, in the order of the parameters in memory)
 *       and {@code adam.step} (the number of steps); for the DCGAN the same with {@code generator.} and
 *       {@code discriminator.} before it.
 *   <li>{@code checksums.json}: {@code {"version": 1, "sha256": {file: 64 hexadecimal digits}}} of all others.
 * </ul>
 *
 * <p>Tensors are 32-bit floats in PyTorch's layouts, named {@code <layer>.weight}, {@code .bias}, {@code .gamma},
 * {@code .beta}, {@code .mean} or {@code .variance}: convolution (out, in, height, width), transposed convolution (in, out,
 * height, width), dense (out, in), all else (channels). The safetensors files follow that format's specification;
 * {@link org.effigy.networks.Safetensors} says what is checked.
 *
 * <p>The folder is written under a temporary name, synced and renamed. A reader refuses another version, a file that is
 * missing, not listed, or differs from its checksum. The model is identified by the SHA-256 of {@code config.json},
 * {@code weights.safetensors} and {@code ema.safetensors}, one after the other.
 */
package org.effigy.networks;
