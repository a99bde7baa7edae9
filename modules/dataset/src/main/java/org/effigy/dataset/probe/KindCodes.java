package org.effigy.dataset.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.effigy.dataset.ImageKind;
import org.effigy.dataset.Plane;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.image.FrameHeader;

/**
 * Tells localizers, reformatted images and screen captures from slices, as far as ImageType, SOP class and the presence
 * of a plane tell. Only for modalities that make slices.
 */
public final class KindCodes {
    /** The storage class of secondary captures; those of multi-frame ones begin with it. */
    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Z0-9]+");
    private static final Set<String> SLICE_MODALITIES = Set.of("CT", "MR", "PT");
    private static final Set<String> LOCALIZER_WORDS =
            Set.of("LOCALIZER", "LOCALISER", "SCOUT", "SCOUTVIEW", "TOPOGRAM", "TOPO", "SURVIEW", "SCANOGRAM");
    private static final Set<String> CAPTURE_WORDS =
            Set.of("SCREEN", "SCREENSAVE", "SCREENSHOT", "CAPTURE", "DOSE", "PROT", "PROTOCOL", "REPORT");
    private static final Set<String> REFORMATTED_WORDS = Set.of(
            "MPR",
            "MPVR",
            "CPR",
            "CURVED",
            "REFORMATTED",
            "REFORMAT",
            "MIP",
            "MINIP",
            "MAXIP",
            "AVGIP",
            "PROJECTION",
            "VRT",
            "SSD",
            "RENDER",
            "RENDERED",
            "RENDERING",
            "VOLREN",
            "ENDOSCOPY");

    private KindCodes() {}

    /** Says whether images of the modality are slices. */
    public static boolean makesSlices(String modality) {
        return SLICE_MODALITIES.contains(modality);
    }

    /** Returns the kind of a frame whose plane is as given. */
    static ImageKind kind(DataSet dataSet, FrameHeader header, Plane plane) {
        if (!makesSlices(HeaderCodes.modality(dataSet))) {
            return ImageKind.IMAGE;
        }
        List<String> words = words(header.imageType());
        boolean derived = words.contains("DERIVED") && words.contains("SECONDARY");
        boolean captured = dataSet.string(Tag.SOPClassUID).orElse("").startsWith(SECONDARY_CAPTURE);
        if (has(words, LOCALIZER_WORDS)) {
            return ImageKind.LOCALIZER;
        }
        if (captured || has(words, CAPTURE_WORDS) || (derived && !plane.isKnown())) {
            return ImageKind.CAPTURE;
        }
        return has(words, REFORMATTED_WORDS) || calculated(dataSet, header) ? ImageKind.REFORMATTED : ImageKind.IMAGE;
    }

    /** Whether an enhanced object says that the frame was calculated from a volume. */
    private static boolean calculated(DataSet dataSet, FrameHeader header) {
        String technique = header.volumeCalculation();
        return dataSet.contains(Tag.SharedFunctionalGroupsSequence)
                && !technique.isEmpty()
                && !technique.equals("NONE");
    }

    /** Returns the words of the values: runs of letters and digits, in capitals. */
    private static List<String> words(List<String> imageType) {
        List<String> words = new ArrayList<>();
        for (String value : imageType) {
            words.addAll(List.of(BETWEEN_WORDS.split(value.toUpperCase(Locale.ROOT))));
        }
        return words;
    }

    private static boolean has(List<String> words, Set<String> some) {
        return words.stream().anyMatch(some::contains);
    }
}
