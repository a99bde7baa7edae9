package org.effigy.sampling;

import org.effigy.dataset.image.IntensityRange;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dicom.synthetic.SyntheticKind;
import org.effigy.marking.MarkLimits;
import org.effigy.marking.Plane;
import org.effigy.marking.WatermarkEmbedder;
import org.effigy.marking.WatermarkVersion;

/** The pixels of sampled images with the watermark, in the stored values that a file will have. */
final class MarkedPixels {
    /** The largest stored value of a CR or DX object: 12 bits. */
    private static final int MOST_BRIGHTNESS = 4095;

    private final ExportSettings settings;
    private final Preprocessing recipe;
    private final WatermarkEmbedder embedder;

    /** Makes the marks of images that are exported with these settings. */
    MarkedPixels(ExportSettings settings, Preprocessing recipe) {
        this.settings = settings;
        this.recipe = recipe;
        embedder = new WatermarkEmbedder(limits(), WatermarkVersion.of(settings.watermark()));
    }

    private MarkLimits limits() {
        boolean dicom = settings.format() == ExportFormat.DICOM;
        int most = dicom ? MOST_BRIGHTNESS : (1 << settings.bits()) - 1;
        if (!(recipe.range() instanceof IntensityRange.HounsfieldWindow window)) {
            return MarkLimits.picture(most);
        }
        return dicom
                ? MarkLimits.hounsfield(1, Short.MIN_VALUE, Short.MAX_VALUE)
                : MarkLimits.hounsfield(most / (window.high() - window.low()), 0, most);
    }

    /** Returns whole Hounsfield units, or brightness from 0 to 1 in whole steps, for DICOM. */
    float[] values(float[] scaled) {
        boolean ct = settings.kind() == SyntheticKind.CT;
        float[] values = recipe.invert(scaled);
        float[] stored = new float[values.length];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = ct ? values[i] : values[i] * MOST_BRIGHTNESS;
        }
        float[] marked = mark(stored);
        for (int i = 0; i < marked.length && !ct; i++) {
            marked[i] /= MOST_BRIGHTNESS;
        }
        return marked;
    }

    /** Returns the grey levels of a PNG or TIFF. */
    Grey grey(float[] scaled) {
        float[] levels = new float[scaled.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) Grey.exactLevel(scaled[i], settings.bits());
        }
        return Grey.ofLevels(mark(levels), recipe.size(), settings.bits());
    }

    private float[] mark(float[] stored) {
        return embedder.mark(new Plane(recipe.size().rows(), recipe.size().columns(), stored))
                .values();
    }
}
