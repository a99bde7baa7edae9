package org.effigy.codecs.jpeg;

import org.effigy.codecs.PixelException;

/** One component of a JPEG frame with the cosine transform: its size in samples and blocks, and its coefficients. */
final class JpegPlane {
    private static final int BLOCK = 64;
    private static final int[] NONE = new int[0];

    private final JpegStream.Component component;
    private final int maxHorizontal;
    private final int maxVertical;
    private final int unitsAcross;
    private final int unitsDown;
    private final int width;
    private final int height;
    private final short[] coefficients;
    private int[] quantizer = NONE;

    private JpegPlane(JpegStream.Component component, int maxHorizontal, int maxVertical, int columns, int rows) {
        this.component = component;
        this.maxHorizontal = maxHorizontal;
        this.maxVertical = maxVertical;
        this.unitsAcross = ceilDiv(columns, 8 * maxHorizontal);
        this.unitsDown = ceilDiv(rows, 8 * maxVertical);
        this.width = ceilDiv(columns * component.horizontal(), maxHorizontal);
        this.height = ceilDiv(rows * component.vertical(), maxVertical);
        long size = (long) BLOCK * unitsAcross * component.horizontal() * unitsDown * component.vertical();
        if (size > Integer.MAX_VALUE - 16) {
            throw PixelException.unsupported("the JPEG frame is too large");
        }
        this.coefficients = new short[(int) size];
    }

    /** Returns a plane for each component. */
    static JpegPlane[] of(JpegStream.Component[] components, int columns, int rows) {
        int horizontal = 1;
        int vertical = 1;
        for (JpegStream.Component component : components) {
            horizontal = Math.max(horizontal, component.horizontal());
            vertical = Math.max(vertical, component.vertical());
        }
        JpegPlane[] planes = new JpegPlane[components.length];
        for (int i = 0; i < planes.length; i++) {
            if (horizontal % components[i].horizontal() != 0 || vertical % components[i].vertical() != 0) {
                throw PixelException.unsupported("the JPEG frame has sampling factors that do not divide each other");
            }
            planes[i] = new JpegPlane(components[i], horizontal, vertical, columns, rows);
        }
        return planes;
    }

    /** Keeps the quantization table that holds at the component's first scan. */
    void latch(JpegStream stream) {
        if (quantizer == NONE) {
            quantizer = stream.quantizer(component.quantizer());
        }
    }

    /** Says whether the component had a scan. */
    boolean isLatched() {
        return quantizer != NONE;
    }

    int[] quantizer() {
        return quantizer;
    }

    short[] coefficients() {
        return coefficients;
    }

    /** Returns where the coefficients of a block begin. */
    int index(int x, int y) {
        return BLOCK * (y * unitsAcross * component.horizontal() + x);
    }

    int horizontal() {
        return component.horizontal();
    }

    int vertical() {
        return component.vertical();
    }

    /** Returns how many columns of the image a sample covers. */
    int columnsPerSample() {
        return maxHorizontal / component.horizontal();
    }

    /** Returns how many rows of the image a sample covers. */
    int rowsPerSample() {
        return maxVertical / component.vertical();
    }

    /** Says whether the component has a sample for every pixel. */
    boolean isFull() {
        return columnsPerSample() == 1 && rowsPerSample() == 1;
    }

    int unitsAcross() {
        return unitsAcross;
    }

    int unitsDown() {
        return unitsDown;
    }

    /** Returns the blocks of a row that hold samples of the image, as a scan of this component alone has them. */
    int blocksAcross() {
        return ceilDiv(width, 8);
    }

    int blocksDown() {
        return ceilDiv(height, 8);
    }

    /** Returns the samples of a row. */
    int width() {
        return width;
    }

    int height() {
        return height;
    }

    private static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }
}
