package org.effigy.dataset;

/** Why a file is not in the index. */
public enum ExclusionReason {
    NOT_AN_IMAGE("no DICOM, PNG, TIFF or JPEG file"),
    DICOMDIR("a DICOMDIR, which holds no image"),
    WITHOUT_PIXELS("a DICOM object without pixel data (a report, a structure set, a presentation state)"),
    NOT_A_PICTURE("a dose grid, segmentation or registration, not a picture"),
    COLOUR(
            "a picture in colours other than RGB, transparent in parts, or of a depth other than 8 and 16 bits; convert it to"
                    + " grey or RGB of 8 or 16 bits"),
    NOT_HOUNSFIELD("CT without a rescale to Hounsfield units"),
    UNSUPPORTED("a form of pixel data that cannot be decoded here"),
    CORRUPT("broken or truncated"),
    SIZE("smaller than 8 pixels on a side or larger than 64 million pixels"),
    LOCALIZER("a localizer (scout view), not a slice; allow localizers to use it"),
    REFORMATTED("computed from slices (reformatted plane, projection, rendering); allow reformatted images to use it"),
    CAPTURE("a picture of a screen among slices, such as a dose report; allow captures to use it"),
    FOR_PROCESSING("a radiograph for processing, not for presentation; allow radiographs for processing to use it"),
    BURNED_IN_ANNOTATION("says that text is burned into its pixels; allow burned-in text to use it"),
    TEXT_IN_PIXELS("shows writing in its pixels; look at it, then mask the writing or allow burned-in text"),
    HEAD("of a stack of head slices, from which a face could be rendered; allow heads to use it"),
    SYNTHETIC("says that it is synthetic, in its header or by a watermark; allow synthetic images to use it"),
    OTHER_MODALITY("of another modality than asked for"),
    OTHER_BODY_PART("of another body part than asked for, or it states none"),
    OTHER_VIEW("of another view than asked for, or it states none"),
    NOT_SAMPLED("a slice between every n-th one, which are taken"),
    LITTLE_LUNG("less lung than the least fraction asked for"),
    MASK("the mask of an image, not an image"),
    NO_LABEL("has no label"),
    DUPLICATE("the same instance or the same file content as an earlier one"),
    UNREADABLE("cannot be read; check the permissions"),
    LINK("a link, which is not followed");

    private final String text;

    ExclusionReason(String text) {
        this.text = text;
    }

    /** Returns the reason in words. */
    public String text() {
        return text;
    }
}
