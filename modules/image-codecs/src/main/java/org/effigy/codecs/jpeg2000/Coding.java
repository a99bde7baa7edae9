package org.effigy.codecs.jpeg2000;

import java.util.Arrays;
import java.util.List;

/**
 * How a component of a tile is coded: the content of the COD, COC, QCD, QCC, RGN and POC markers that hold for it. Immutable; each marker
 * makes a new one.
 *
 * @param style what COD says
 * @param component what COD or COC says of the component
 * @param quantization what QCD or QCC says
 * @param regionShift the bit planes by which a region of interest is raised, 0 for none
 * @param changes the progression volumes of POC, none where the order does not change
 */
record Coding(
        Style style, Component component, Quantization quantization, int regionShift, List<ProgressionVolume> changes) {
    /** Packet order, layers, and whether the first three components are transformed together. */
    record Style(int progression, int layers, boolean transformed) {}

    /**
     * The wavelet and the code-blocks.
     *
     * @param levels decomposition levels
     * @param widthBits binary logarithm of a code-block's width
     * @param heightBits binary logarithm of a code-block's height
     * @param modes the switches of the block coder, {@code MODE_} bits of {@link BlockDecoder}
     * @param reversible 5/3 integer wavelet rather than 9/7
     * @param precincts per resolution: binary logarithms of width (low 4 bits) and height of precincts
     * @param ownMarker whether this comes from COC, which a COD of the same header does not replace
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Component(
            int levels,
            int widthBits,
            int heightBits,
            int modes,
            boolean reversible,
            int[] precincts,
            boolean ownMarker) {
        int precinctWidthBits(int resolution) {
            return precincts[resolution] & 15;
        }

        int precinctHeightBits(int resolution) {
            return precincts[resolution] >>> 4;
        }
    }

    /**
     * The quantizer steps.
     *
     * @param guardBits extra bit planes
     * @param exponents per subband
     * @param mantissas per subband, of 11 bits
     * @param ownMarker whether this comes from QCC
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Quantization(int guardBits, int[] exponents, int[] mantissas, boolean ownMarker) {
        private static final int SUBBANDS = 97;

        /** Returns steps that all follow from that of the lowest subband. */
        static Quantization derived(int guardBits, int exponent, int mantissa, boolean ownMarker) {
            int[] exponents = new int[SUBBANDS];
            int[] mantissas = new int[SUBBANDS];
            for (int b = 0; b < SUBBANDS; b++) {
                exponents[b] = Math.max(0, b == 0 ? exponent : exponent - (b - 1) / 3);
            }
            Arrays.fill(mantissas, mantissa);
            return new Quantization(guardBits, exponents, mantissas, ownMarker);
        }
    }

    /** One range of packets with its own order: ends are not included. */
    record ProgressionVolume(
            int firstResolution,
            int firstComponent,
            int layerEnd,
            int resolutionEnd,
            int componentEnd,
            int progression) {}

    static Coding none() {
        return new Coding(
                new Style(0, 0, false),
                new Component(0, 0, 0, 0, true, new int[0], false),
                new Quantization(0, new int[0], new int[0], false),
                0,
                List.of());
    }

    /** Returns the coding after a COD, or after a COC for this component. */
    Coding with(Style newStyle, Component newComponent) {
        return new Coding(newStyle, newComponent, quantization, regionShift, changes);
    }

    Coding with(Quantization newQuantization) {
        return new Coding(style, component, newQuantization, regionShift, changes);
    }

    Coding withRegionShift(int shift) {
        return new Coding(style, component, quantization, shift, changes);
    }

    Coding with(List<ProgressionVolume> newChanges) {
        return new Coding(style, component, quantization, regionShift, List.copyOf(newChanges));
    }

    /** Returns the same coding at the start of a tile header, where COD and QCD replace what the main header said. */
    Coding forTile() {
        Component c = component;
        Quantization q = quantization;
        return new Coding(
                style,
                new Component(c.levels, c.widthBits, c.heightBits, c.modes, c.reversible, c.precincts, false),
                new Quantization(q.guardBits, q.exponents, q.mantissas, false),
                regionShift,
                changes);
    }
}
