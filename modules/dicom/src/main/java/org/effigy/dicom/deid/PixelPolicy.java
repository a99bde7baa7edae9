package org.effigy.dicom.deid;

import java.util.List;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.burnedin.Box;
import org.effigy.dicom.burnedin.MaskRules;
import org.effigy.dicom.burnedin.PixelMasker;
import org.effigy.dicom.data.DataSet;

/**
 * What happens to pixels that may show who the patient is: the Clean Pixel Data option (113101), and heads.
 *
 * @param masks areas to paint black
 * @param findText paint the writing black that is found, too
 * @param allowHeads accept stacks of slices from which a face could be rendered
 */
public record PixelPolicy(MaskRules masks, boolean findText, boolean allowHeads) {
    /** Pixels stay as they are; heads are refused. */
    public static final PixelPolicy STANDARD = new PixelPolicy(MaskRules.none(), false, false);

    /** The code and the meaning of the option, for DeidentificationMethodCodeSequence. */
    static final List<String> CLEAN_PIXEL_DATA = List.of("113101", "Clean Pixel Data Option");

    /** Says whether the pixels of an image are cleaned: a rule fits it, or writing is looked for. */
    boolean cleans(DataSet dataSet) {
        if (findText) {
            return true;
        }
        List<Box> areas = new PixelMasker(masks, false).ruled(dataSet);
        return !areas.isEmpty();
    }

    /** Returns the file with clean pixels. */
    DicomFile clean(DicomFile file) {
        return cleans(file.dataSet()) ? new PixelMasker(masks, findText).apply(file) : file;
    }
}
