package org.effigy.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.report.document.Picture;
import org.effigy.report.document.Png;

/** Drawn ellipses in place of images. */
public final class DrawnPictures implements Pictures {
    private static final int SIDE = 48;

    /** Returns a picture that differs by its number. */
    public static Picture picture(int number, String caption, boolean real) {
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            double x = (i % SIDE - SIDE / 2.0) / (17 + number % 4);
            double y = (i / SIDE - SIDE / 2.0) / (19 - number % 3);
            double lung = Math.hypot((Math.abs(x) - 0.45) / 0.33, y / 0.7);
            values[i] = (float) (x * x + y * y > 1 ? -1 : lung < 1 ? -0.6 : 0.3 + 0.1 * Math.sin(number + 9 * y));
        }
        return new Picture(caption, Png.grey(values, SIDE, real), real);
    }

    @Override
    public List<Picture> synthetic(int most) {
        return IntStream.range(0, Math.min(24, most))
                .mapToObj(i -> picture(i, "synthetic-" + (100001 + i) + ", VIRUS", false))
                .toList();
    }

    @Override
    public List<Picture> real(int most) {
        return IntStream.range(0, Math.min(24, most))
                .mapToObj(i -> picture(i + 7, "holdout " + (10000 + i), true))
                .toList();
    }

    @Override
    public Optional<Picture> synthetic(int row, String caption) {
        return Optional.of(picture(row, caption, false));
    }

    @Override
    public Optional<Picture> train(int row, String caption) {
        return Optional.of(picture(row + 1, caption, true));
    }
}
