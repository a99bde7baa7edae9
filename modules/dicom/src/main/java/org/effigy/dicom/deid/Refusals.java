package org.effigy.dicom.deid;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.effigy.base.InputException;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;

/** Refuses what cannot be de-identified without looking at it: other objects than images, graphics, text in the pixels. */
final class Refusals {
    /** Image storage classes whose pixels come from the detector: radiography, CT, MR, nuclear medicine. */
    private static final Set<String> IMAGES = Set.of(
            "1", "1.1", "1.1.1", "1.2", "1.2.1", "1.3", "1.3.1", "2", "2.1", "2.2", "4", "4.1", "4.3", "4.4", "12.1",
            "12.1.1", "12.2", "12.2.1", "13.1.1", "13.1.2", "13.1.3", "13.1.4", "13.1.5", "20", "128", "128.1", "130");
    /** Image storage classes that often show text: ultrasound and secondary captures. */
    private static final Set<String> RISKY_IMAGES = Set.of("3.1", "6.1", "6.2", "7", "7.1", "7.2", "7.3", "7.4");
    /** Classes in which an attribute with several actions may be of type 1: enhanced and converted images and PET. */
    private static final Set<String> STRICT_IMAGES = Set.of(
            "2.1", "2.2", "4.1", "4.3", "4.4", "6.2", "12.1.1", "12.2.1", "13.1.1", "13.1.2", "13.1.3", "13.1.4",
            "13.1.5", "128", "128.1", "130");

    private static final String STORAGE = "1.2.840.10008.5.1.4.1.1.";
    /** Modalities of captured, drawn or scanned images. */
    private static final Set<String> RISKY_MODALITIES =
            Set.of("DG", "DOC", "ES", "GM", "HC", "OT", "SC", "SMR", "US", "XC");

    private Refusals() {}

    /** Throws unless the data set may be de-identified under these options. */
    static void check(DataSet dataSet, DeidOptions options) {
        String sopClass = sopClass(dataSet);
        if (!IMAGES.contains(sopClass) && !RISKY_IMAGES.contains(sopClass)) {
            throw new InputException(Tag.describe(Tag.SOPClassUID)
                    + " is not one of the radiological image classes; only their objects can be de-identified");
        }
        if (!options.has(DeidOption.CLEAN_GRAPHICS)) {
            checkGraphics(dataSet);
        }
        if (!options.allowBurnedIn()) {
            checkFeatures(dataSet);
            if (!options.pixels().cleans(dataSet)) {
                checkPixels(dataSet, sopClass);
            }
        }
    }

    /** Says whether the object may need a value where the table leaves a choice. */
    static boolean needsDummies(DataSet dataSet) {
        return STRICT_IMAGES.contains(sopClass(dataSet));
    }

    private static String sopClass(DataSet dataSet) {
        String uid = dataSet.string(Tag.SOPClassUID)
                .orElseThrow(() -> new InputException(
                        Tag.describe(Tag.SOPClassUID) + " is missing; without it nothing says what the object is"));
        return uid.startsWith(STORAGE) ? uid.substring(STORAGE.length()) : "";
    }

    private static void checkGraphics(DataSet dataSet) {
        for (Element element : dataSet) {
            int group = Tag.group(element.tag());
            boolean evenRepeating = (group & 1) == 0;
            if ((group & 0xff00) == 0x5000 && evenRepeating) {
                throw graphics(element, "is a curve");
            }
            boolean overlay = (group & 0xff00) == 0x6000 && evenRepeating;
            boolean hasData = (element.tag() & 0xffff) == 0x3000 && !element.isEmpty();
            if (overlay && (hasData || isEmbedded(element))) {
                throw graphics(element, "is an overlay");
            }
        }
    }

    private static RefusedException graphics(Element element, String what) {
        return new RefusedException(
                Tag.format(element.tag()) + " " + what
                        + ", which may hold text; allow graphics explicitly and they are removed",
                Permission.GRAPHICS);
    }

    /** Says whether the element is the bit position of an overlay that lies in unused bits of the pixels. */
    private static boolean isEmbedded(Element element) {
        if ((element.tag() & 0xffff) != 0x0102) {
            return false;
        }
        for (byte b : element.bytes()) {
            if (b != 0) {
                return true;
            }
        }
        return false;
    }

    private static void checkFeatures(DataSet dataSet) {
        if (isYes(dataSet, Tag.RecognizableVisualFeatures)) {
            throw risk(
                    Tag.RecognizableVisualFeatures,
                    "says that the patient can be recognized",
                    Permission.RECOGNIZABLE_FEATURES);
        }
    }

    private static void checkPixels(DataSet dataSet, String sopClass) {
        if (isYes(dataSet, Tag.BurnedInAnnotation)) {
            throw risk(Tag.BurnedInAnnotation, "says that the pixels show text");
        }
        if (RISKY_IMAGES.contains(sopClass)) {
            throw risk(Tag.SOPClassUID, "is a secondary capture or ultrasound, which often shows text");
        }
        if (dataSet.string(Tag.ConversionType).isPresent()) {
            throw risk(Tag.ConversionType, "says that the image was captured or scanned, which often shows text");
        }
        if (dataSet.string(Tag.Modality).filter(RISKY_MODALITIES::contains).isPresent()) {
            throw risk(Tag.Modality, "is one whose images often show text");
        }
        List<String> imageType = dataSet.strings(Tag.ImageType);
        if (imageType.stream().anyMatch(v -> v.contains("SCREEN") || v.contains("CAPTURE"))) {
            throw risk(Tag.ImageType, "says that the image is a screen shot, which often shows text");
        }
    }

    private static boolean isYes(DataSet dataSet, int tag) {
        return dataSet.string(tag)
                .filter(v -> v.toUpperCase(Locale.ROOT).startsWith("Y"))
                .isPresent();
    }

    private static RefusedException risk(int tag, String why) {
        return risk(tag, why, Permission.BURNED_IN_ANNOTATION);
    }

    private static RefusedException risk(int tag, String why, Permission permission) {
        String what = permission == Permission.BURNED_IN_ANNOTATION
                ? "allow burned-in annotation, or have it painted over,"
                : "allow recognizable pixels";
        return new RefusedException(
                Tag.describe(tag) + " " + why + "; look at the image and " + what + " explicitly", permission);
    }
}
