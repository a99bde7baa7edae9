package org.effigy.dicom.image;

import java.util.Optional;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;

/**
 * How the pixels of a radiograph that is meant for processing become brightness: where PresentationIntentType is FOR
 * PROCESSING and PixelIntensityRelationshipSign (PS3.3, C.8.11.3.1.2) tells which way values go. Dense tissue, which lets
 * little radiation through, is bright.
 *
 * <p>With I the intensity, from 0 on, and M its highest value: LIN becomes ln((M + 1) / (I + 1)), the optical path; LOG
 * becomes M - I. The intensity is the modality value less the lowest possible one where the sign is 1, and the highest
 * possible one less the modality value where it is -1. Without a sign, or DISP, the photometric interpretation decides as
 * for any other image.
 */
final class RawRadiograph {
    private final boolean logarithmic;
    private final boolean falling;
    private final double low;
    private final double high;

    private RawRadiograph(boolean logarithmic, boolean falling, double low, double high) {
        this.logarithmic = logarithmic;
        this.falling = falling;
        this.low = low;
        this.high = high;
    }

    /** Returns the transform of an image whose modality values lie in a range, empty where it needs none. */
    static Optional<RawRadiograph> of(DataSet dataSet, double low, double high) {
        boolean processing =
                dataSet.string(Tag.PresentationIntentType).orElse("").strip().equals("FOR PROCESSING");
        String relation =
                dataSet.string(Tag.PixelIntensityRelationship).orElse("").strip();
        double[] sign = dataSet.numbers(Tag.PixelIntensityRelationshipSign);
        boolean known = (relation.equals("LIN") || relation.equals("LOG")) && sign.length > 0 && Math.abs(sign[0]) == 1;
        return processing && known
                ? Optional.of(new RawRadiograph(
                        relation.equals("LOG"), sign[0] == -1, Math.min(low, high), Math.max(low, high)))
                : Optional.empty();
    }

    /** Returns the brightness of a modality value; it grows with the density of what was passed. */
    double brightness(double modality) {
        double intensity = falling ? high - modality : modality - low;
        double most = high - low;
        return logarithmic ? most - intensity : Math.log((most + 1) / (Math.max(0, intensity) + 1));
    }
}
