package org.effigy.sampling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Check;
import org.effigy.base.Size;

/** Many small images side by side on one grey page. */
public final class ContactSheet {
    private static final int MARGIN = 4;
    private static final int PAGE_GREY = 64;
    /** Smaller images are enlarged by a whole factor to at least this shorter side. */
    private static final int MIN_SIDE = 128;

    private ContactSheet() {}

    /** Writes the sheet with a number of columns that makes it about square. */
    public static void write(Path png, List<float[]> images, Size size) throws IOException {
        write(png, images, size, (int) Math.ceil(Math.sqrt(Math.max(1, images.size()))));
    }

    /**
     * Writes an 8-bit PNG, marked synthetic.
     *
     * @param images of that size, (rows, columns), [-1, 1] from black to white; row by row from the top left
     */
    public static void write(Path png, List<float[]> images, Size size, int columns) throws IOException {
        Check.argument(!images.isEmpty(), () -> "there are no images for the sheet");
        Check.positive("columns", columns);
        int factor = Math.max(1, (MIN_SIDE + size.shorter() - 1) / size.shorter());
        int pitch = size.columns() * factor + MARGIN;
        int rowPitch = size.rows() * factor + MARGIN;
        int rows = (images.size() + columns - 1) / columns;
        int width = columns * pitch + MARGIN;
        int height = rows * rowPitch + MARGIN;
        int[] page = new int[width * height];
        Arrays.fill(page, PAGE_GREY);
        for (int i = 0; i < images.size(); i++) {
            Check.sameLength("image", images.get(i).length, size.pixels());
            int top = MARGIN + i / columns * rowPitch;
            int left = MARGIN + i % columns * pitch;
            for (int y = 0; y < size.rows() * factor; y++) {
                for (int x = 0; x < size.columns() * factor; x++) {
                    float value = images.get(i)[y / factor * size.columns() + x / factor];
                    page[(top + y) * width + left + x] = Grey.level(value, 8);
                }
            }
        }
        AtomicFiles.write(png, PngWriter.encode(new Grey(height, width, 8, page), "contact sheet"));
    }
}
