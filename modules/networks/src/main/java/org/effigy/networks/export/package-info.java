/**
 * Networks for other programs, written from the recorded {@link org.effigy.networks.net.Net} and never by kind of model: as a
 * PyTorch file and as ONNX graphs.
 *
 * <p>Read first: {@link org.effigy.networks.export.PortableNet} and {@link org.effigy.networks.export.Portable}. Never put here:
 * a family's name, anything that computes. An operation has one entry in {@code TorchOps} and one in {@code OnnxOps}.
 *
 * <h2>The folder for PyTorch</h2>
 *
 * <p>{@code model.py}, which needs torch alone (1.13 or newer), {@code weights.safetensors} with the names and layouts of checkpoints, and
 * {@code config.json}, the checkpoint's. {@code model.load(name)} returns a network with its weights; {@code model.save(path, networks)}
 * writes weights that Effigy loads.
 *
 * <h2>The folder for ONNX</h2>
 *
 * <p>A file for each network, named after it: operator set 13, weights inside as 32-bit floats, any number of images; and {@code
 * config.json}. What the inputs and outputs are, the graph's documentation says.
 */
package org.effigy.networks.export;
