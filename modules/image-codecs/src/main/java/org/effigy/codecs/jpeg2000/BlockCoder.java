package org.effigy.codecs.jpeg2000;

/** Turns the coded bytes of a code-block into coefficients, by the arithmetic coder or the high-throughput one. */
interface BlockCoder {
    /**
     * Returns the coefficients, row by row: twice the magnitude, plus half a step of the last bit plane that was decoded,
     * with sign. The array is used again for the next block.
     *
     * @param kind the kind of the subband: 0 LL, 1 HL, 2 LH, 3 HH
     */
    int[] decode(CodeBlock block, int kind);
}
