package org.effigy.codecs.jpeg;

/** Tells from the marker segments of a JPEG frame of three components whether they are luminance and differences. */
public final class JpegColors {
    private static final int APP0 = 0xe0;
    private static final int APP14 = 0xee;
    private static final int SOS = 0xda;
    private static final int DHT = 0xc4;
    private static final int ADOBE_TRANSFORM = 11;

    private JpegColors() {}

    /**
     * Says whether the frame shows that its components are no RGB: it is JFIF, which knows no RGB, has Adobe's mark of the
     * transform, or subsampled components, which nobody does to green and blue.
     */
    public static boolean areDifferences(byte[] frame) {
        int at = 2;
        while (at + 4 <= frame.length) {
            int marker = frame[at + 1] & 0xff;
            // What is no marker is passed over, as the decoder does; these have no length.
            boolean alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
            if ((frame[at] & 0xff) != 0xff || marker == 0xff || marker == 0 || alone) {
                at++;
                continue;
            }
            int length = (frame[at + 2] & 0xff) << 8 | (frame[at + 3] & 0xff);
            int start = at + 4;
            if (marker == SOS || start + length - 2 > frame.length) {
                return false;
            }
            if (marker == APP14 && begins(frame, start, "Adobe") && length - 2 > ADOBE_TRANSFORM) {
                return frame[start + ADOBE_TRANSFORM] == 1;
            }
            if (marker == APP0 && begins(frame, start, "JFIF")) {
                return true;
            }
            boolean head = marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != 0xc8 && marker != 0xcc;
            if (head) {
                return length >= 17 && frame[start + 5] == 3 && frame[start + 7] != frame[start + 10];
            }
            at = start + length - 2;
        }
        return false;
    }

    private static boolean begins(byte[] frame, int at, String text) {
        boolean same = at + text.length() <= frame.length;
        for (int i = 0; same && i < text.length(); i++) {
            same = frame[at + i] == text.charAt(i);
        }
        return same;
    }
}
