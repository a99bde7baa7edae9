/**
 * Models as they lie on disk.
 *
 * <p>Read first: {@link org.effigy.networks.checkpoint.Checkpoint} and {@link org.effigy.networks.checkpoint.Safetensors}. Never
 * put here: anything that computes, or that names a family of models: families make themselves known by
 * {@link org.effigy.networks.checkpoint.ModelKind}.
 *
 * <h2>Checkpoint, version 1</h2>
 *
 * <p>A folder with these files; nothing in it names a file or a person of the data.
 *
 * <ul>
 *   <li>{@code config.json}: {@link org.effigy.networks.checkpoint.CheckpointConfig} as JSON. {@code version} is 1.
 *       {@code model.family} is the name of a {@link org.effigy.networks.checkpoint.ModelKind}, which decides what else
 *       {@code model} holds: the components of the family's configuration. {@code descent}
 *       ({@link org.effigy.networks.checkpoint.Descent}, with a version of its own, 1) is missing in those of earlier programs.
 *   <li>{@code weights.safetensors}: the weights as trained.
 *   <li>{@code ema.safetensors}: their exponential moving average, same names and shapes; absent if none is kept. Sampling
 *       prefers it.
 *   <li>{@code updater.safetensors}: Adam's state, to resume; absent in a checkpoint that is for sampling only. For a model of
 *       one network {@code adam.m}, {@code adam.v} (the moments, one flat vector each, in the order of
 *       {@link org.effigy.networks.net.Layout}) and {@code adam.step} (the number of steps); for a GAN the same with
 *       {@code generator.} and {@code discriminator.} before it, for a VAE with {@code encoder.} and {@code decoder.}. An LDM's
 *       weights hold its first stage's, {@code encoder.*} and {@code decoder.*}, which have no average and no state.
 *   <li>{@code checksums.json}: {@code {"version": 1, "sha256": {file: 64 hexadecimal digits}}} of all others.
 * </ul>
 *
 * <p>A model that is handed on, without its run, is such a folder with {@code config.json}, {@code weights.safetensors} and {@code
 * checksums.json} alone, in which {@code weights.safetensors} is the moving average in 16 bits ({@link
 * org.effigy.networks.checkpoint.RecordedModel}); other files, such as {@code gate.json}, {@code CARD.md}, {@code metrics.json} and
 * {@code samples.png}, may lie beside them. Its lineage ends with the checkpoint that it was made from.
 *
 * <p>Tensors are 32-bit floats (or {@code F16} or {@code BF16}, as the file says) in PyTorch's layouts, named {@code <layer>.weight}, {@code .bias}, {@code .gamma},
 * {@code .beta}, {@code .mean} or {@code .variance}: convolution (out, in, height, width), transposed convolution (in, out,
 * height, width), dense (out, in), all else (channels). A weight that is divided by its spectral norm has a vector {@code .u} of
 * length out beside it, the state of the power iteration. The safetensors files follow that format's specification;
 * {@link org.effigy.networks.checkpoint.Safetensors} says what is checked.
 *
 * <p>The folder is written under a temporary name, synced and renamed. A reader refuses another version, a file that is
 * missing, not listed, or differs from its checksum. The model is identified by the SHA-256 of {@code config.json},
 * {@code weights.safetensors} and {@code ema.safetensors}, one after the other. A run directory holds several, and says in {@code
 * memory.json} ({@link org.effigy.networks.checkpoint.RunMemory}, version 1) from when on they remember;
 * {@link org.effigy.networks.checkpoint.CheckpointChoice} says which one is meant.
 */
package org.effigy.networks.checkpoint;
