package org.effigy.codecs;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates a frame of the transfer syntax Deflated Image Frame Compression: raw deflate around native cells. */
public final class DeflatedFrame {
    private DeflatedFrame() {}

    /** Returns the native bytes of a frame, so many and not more. */
    public static byte[] inflate(byte[] frame, int length) {
        byte[] out = new byte[length];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(frame);
            int done = 0;
            while (done < length) {
                int n = inflater.inflate(out, done, length - done);
                if (n == 0) {
                    throw PixelException.broken("the deflated frame has " + done + " of " + length + " bytes");
                }
                done += n;
            }
            return out;
        } catch (DataFormatException e) {
            throw PixelException.broken("the frame cannot be inflated");
        } finally {
            inflater.end();
        }
    }
}
