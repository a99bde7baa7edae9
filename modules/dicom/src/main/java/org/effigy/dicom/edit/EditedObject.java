package org.effigy.dicom.edit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.codecs.FrameFormat;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.data.Vr;
import org.effigy.dicom.deid.DeidOption;
import org.effigy.dicom.deid.DeidOptions;
import org.effigy.dicom.deid.Deidentifier;
import org.effigy.dicom.image.DicomImage;
import org.effigy.dicom.image.ExplicitFile;
import org.effigy.dicom.synthetic.SyntheticIdentity;
import org.effigy.dicom.synthetic.SyntheticObject;
import org.effigy.dicom.synthetic.SyntheticOrigin;

/**
 * The object of a real image of which a part was made anew: the original, de-identified by the Basic Application Level
 * Confidentiality Profile, with new stored values inside a region and its own everywhere else, byte for byte as decoded; marked by
 * SyntheticData (0008,001C) YES, ImageType DERIVED\SECONDARY, DerivationDescription and "Synthesizing Equipment". Explicit VR little
 * endian. The same arguments give the same bytes.
 */
public final class EditedObject {
    private EditedObject() {}

    /**
     * New pixels.
     *
     * @param stored values of all pixels, row by row
     * @param region for each pixel whether its value is new; those of the others are not looked at
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Change(int[] stored, boolean[] region) {
        public Change {
            Check.sameLength("region", region.length, stored.length);
        }
    }

    /**
     * Returns a fresh object.
     *
     * @param origin what made the new pixels; its statement must say that the image was a real one
     * @param identity its key, of at least 16 characters, is that of the de-identification, and must be known to nobody who lacks the
     *     original
     * @param burnedIn whether a file is accepted that says its pixels show writing
     * @throws org.effigy.base.InputException if the original cannot be de-identified
     */
    public static DicomFile of(
            EditableImage original,
            Change change,
            SyntheticOrigin origin,
            SyntheticIdentity identity,
            boolean burnedIn) {
        UidRoot root = new UidRoot(identity.uidRoot());
        DeidOptions options =
                DeidOptions.basic().with(DeidOption.CLEAN_GRAPHICS).withUidRoot(root);
        byte[] key = identity.key().getBytes(StandardCharsets.UTF_8);
        DicomFile clean =
                new Deidentifier(burnedIn ? options.withBurnedInAllowed() : options, key).apply(original.file());
        DicomImage image = DicomImage.of(clean);
        DataSet out = ExplicitFile.of(clean, image).dataSet();
        Check.sameLength("stored values", change.stored().length, image.rows() * image.columns());
        putPixels(change, DicomImage.of(DicomFile.of(out)).format(), out);
        mark(origin, identity, out);
        // The same identity is the same content, as for all synthetic objects.
        String content = SyntheticObject.contentSha256(out) + "\n" + identity.key();
        out.put(Tag.SOPInstanceUID, Vr.UI, root.uid(hash("instance", content)));
        out.put(Tag.SeriesInstanceUID, Vr.UI, root.uid(hash("series", content)));
        return DicomFile.of(out);
    }

    private static byte[] hash(String purpose, String content) {
        String hex = Hashes.sha256(("edited " + purpose + "\n" + content).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().parseHex(hex);
    }

    /** Overwrites the cells of the region and no others. */
    private static void putPixels(Change change, FrameFormat format, DataSet out) {
        Element element = out.element(Tag.PixelData).orElseThrow();
        byte[] bytes = element.bytes().clone();
        int width = format.bitsAllocated() / Byte.SIZE;
        int shift = format.highBit() + 1 - format.bitsStored();
        int mask = (1 << format.bitsStored()) - 1;
        for (int i = 0; i < change.stored().length; i++) {
            if (change.region()[i]) {
                int cell = (change.stored()[i] & mask) << shift;
                for (int b = 0; b < width; b++) {
                    bytes[i * width + b] = (byte) (cell >> (b * Byte.SIZE));
                }
            }
        }
        out.putBytes(Tag.PixelData, element.vr(), bytes);
        out.remove(Tag.SmallestImagePixelValue);
        out.remove(Tag.LargestImagePixelValue);
    }

    private static void mark(SyntheticOrigin origin, SyntheticIdentity identity, DataSet out) {
        out.put(Tag.SyntheticData, Vr.CS, "YES");
        List<String> type = new ArrayList<>(out.strings(Tag.ImageType));
        while (type.size() < 2) {
            type.add("");
        }
        type.set(0, "DERIVED");
        type.set(1, "SECONDARY");
        out.put(Tag.ImageType, Vr.CS, type.toArray(String[]::new));
        out.putInts(Tag.InstanceNumber, Vr.IS, identity.instanceNumber());
        SyntheticObject.putContribution(origin, identity.created(), out);
    }
}
