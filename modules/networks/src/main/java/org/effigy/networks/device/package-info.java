/**
 * Finds NVIDIA cards and decides on what networks compute, before ND4J loads.
 *
 * <p>Read first: {@link org.effigy.networks.device.CardProbe}, which asks {@code nvidia-smi}, and {@link
 * org.effigy.networks.device.DeviceRules}, which decides. Never put here: types of ND4J, Deeplearning4j or oneDNN; loading
 * one of them is what the decision is made for.
 *
 * <p>The system property {@code effigy.nvidia-smi} names the program to ask, instead of searching for it.
 */
package org.effigy.networks.device;
