package org.effigy.dicom.deid;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * The private attributes that the Retain Safe Private Option keeps: those numbers of table E.3.10-1 of PS3.15 that say how
 * an image was acquired. They are kept only in their own VR, which an implicit VR file does not tell.
 */
final class SafePrivateAttributes {
    /** The diffusion matrix has 6; the other binary ones are single numbers. */
    private static final int MOST_DOUBLES = 6;

    private static final int MOST_BYTES = 128;

    private static final Map<String, Vr> VRS = new HashMap<>();

    static {
        for (String[] columns : Resources.rows("safe-private-attributes.tsv")) {
            VRS.put(columns[0] + columns[2] + " " + columns[1], Vr.valueOf(columns[3]));
        }
    }

    private SafePrivateAttributes() {}

    /** Copies the element, and the creator's reservation of its block, if it is safe. */
    static void copy(Element element, DataSet in, DataSet out) {
        int tag = element.tag();
        int creatorTag = (tag & 0xffff0000) | ((tag >>> 8) & 0xff);
        if (!Tag.isPrivateCreator(creatorTag)) {
            return;
        }
        Optional<String> creator = in.string(creatorTag);
        String key = String.format(Locale.ROOT, "%04X%02X ", Tag.group(tag), tag & 0xff);
        if (creator.isEmpty() || VRS.get(key + creator.get()) != element.vr() || !isNumber(element, in)) {
            return;
        }
        out.put(creatorTag, Vr.LO, creator.get());
        out.put(element);
    }

    /** Says whether the value is numbers, not more than the attributes of the list have. */
    private static boolean isNumber(Element element, DataSet in) {
        int length = element.bytes().length;
        if (!element.vr().isText()) {
            int unit = element.vr().unitBytes();
            return length % unit == 0 && length / unit <= (element.vr() == Vr.FD ? MOST_DOUBLES : 1);
        }
        return length <= MOST_BYTES && in.strings(element.tag()).stream().allMatch(v -> v.matches("[-+0-9.eE]{0,16}"));
    }
}
