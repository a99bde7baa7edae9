package org.effigy.codecs.jpeg;

import org.effigy.codecs.PixelException;

/**
 * The head of a JPEG scan and the tables that hold for it.
 *
 * @param components which components it has, by their place in the frame
 * @param dcTables per component of the scan, null where it was not defined
 * @param acTables per component of the scan, null where it was not defined
 * @param start the first spectral index; in a lossless scan, the predictor
 * @param end the last spectral index
 * @param high the bit position of the approximation before this scan, 0 for none
 * @param low the bit position of the approximation; in a lossless scan, the point transform
 * @param restartInterval how many units lie between restart markers, 0 for no restarts
 * @param dataStart the position of the first entropy-coded byte
 */
@SuppressWarnings("ArrayRecordComponent")
record JpegScan(
        int[] components,
        JpegHuffmanTable[] dcTables,
        JpegHuffmanTable[] acTables,
        int start,
        int end,
        int high,
        int low,
        int restartInterval,
        int dataStart) {
    /** Returns the table of a component of the scan. */
    JpegHuffmanTable dc(int index) {
        return present(dcTables[index]);
    }

    /** Returns the table of a component of the scan. */
    JpegHuffmanTable ac(int index) {
        return present(acTables[index]);
    }

    private static JpegHuffmanTable present(JpegHuffmanTable table) {
        if (table == null) {
            throw PixelException.broken("the JPEG frame lacks a Huffman table");
        }
        return table;
    }
}
