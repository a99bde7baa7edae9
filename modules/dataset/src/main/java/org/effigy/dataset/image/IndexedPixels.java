package org.effigy.dataset.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.effigy.base.InputException;
import org.effigy.dataset.PixelPlane;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.probe.FrameReader;
import org.effigy.dataset.probe.StoredPath;

/** The pixels of an indexed image as its file has them, painted over and cut as the index says. */
public final class IndexedPixels {
    private IndexedPixels() {}

    /**
     * Returns an image in its own size: Hounsfield units for CT, otherwise values that grow with brightness.
     *
     * @throws InputException if it cannot be decoded or is not as the index says
     */
    public static PixelPlane read(DatasetIndex index, IndexEntry entry) throws IOException {
        Path file = StoredPath.resolve(Path.of(index.root()), entry.path());
        return read(FrameReader.open(file), entry, IntensityRange.PercentileRange.STANDARD);
    }

    static PixelPlane read(FrameReader reader, IndexEntry entry, IntensityRange range) throws IOException {
        if (reader.rows() != entry.rows() || reader.columns() != entry.columns()) {
            throw new InputException("the decoded image is " + reader.columns() + "x" + reader.rows()
                    + " pixels, the index says " + entry.columns() + "x" + entry.rows() + "; index the data again");
        }
        double aspect = entry.columnSpacingMm() > 0 && entry.rowSpacingMm() > 0
                ? entry.rowSpacingMm() / entry.columnSpacingMm()
                : reader.pixelAspect(entry.frame());
        float[] values = values(reader, entry.frame(), range);
        return entry.areas().apply(new PixelPlane(reader.rows(), reader.columns(), aspect, values));
    }

    private static float[] values(FrameReader reader, int frame, IntensityRange range) throws IOException {
        Optional<float[]> shown = range.display() ? reader.display(frame) : Optional.empty();
        if (shown.isPresent()) {
            return shown.get();
        }
        float[] values = reader.values(frame);
        return range.display() ? IntensityRange.PercentileRange.STANDARD.brightness(values) : values;
    }
}
