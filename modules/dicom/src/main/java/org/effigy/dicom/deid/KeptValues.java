package org.effigy.dicom.deid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.effigy.dicom.data.BodyPart;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * Copies the values of attributes that table E.1-1 does not name, each only if it is what its rule says. Texts are written
 * anew, so nothing hides behind padding.
 */
final class KeptValues {
    private static final Pattern STANDARD_UID = Pattern.compile("1\\.2\\.840\\.10008(\\.[0-9]{1,8}){1,9}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,11}");
    /** More letters in a row than numbers give by chance: in the few of fixed lists, and in those of any length. */
    private static final Pattern LONG_TEXT = Pattern.compile("[A-Za-z^ ]{8}");

    private static final Pattern TEXT = Pattern.compile("[A-Za-z^ ]{5}");

    private static final int MAX_DECIMAL = 16;
    private static final Set<String> IMAGE_TYPE_1 = Set.of("ORIGINAL", "DERIVED", "MIXED");
    private static final Set<String> IMAGE_TYPE_2 = Set.of("PRIMARY", "SECONDARY", "MIXED");
    /** The enhanced images have 4 values; more are a vendor's. */
    private static final int MAX_IMAGE_TYPES = 4;

    /** Manufacturers in capital letters without punctuation. */
    private static final Set<String> MANUFACTURERS = Set.of(
            "ADAC",
            "AGFA",
            "AGFAGEVAERT",
            "AGFAGEVAERTAG",
            "AGFAHEALTHCARE",
            "CANON",
            "CANONINC",
            "CANONMEC",
            "CARESTREAM",
            "CARESTREAMHEALTH",
            "EFFIGY",
            "ELEKTA",
            "ELSCINT",
            "FUJIFILM",
            "FUJIFILMCORPORATION",
            "FUJIPHOTOFILMCOLTD",
            "GE",
            "GEHEALTHCARE",
            "GEMEDICALSYSTEMS",
            "GEMS",
            "HITACHI",
            "HITACHIMEDICALCORPORATION",
            "HOLOGIC",
            "HOLOGICINC",
            "IMATRON",
            "KODAK",
            "KONICAMINOLTA",
            "LORAD",
            "MARCONIMEDICALSYSTEMSINC",
            "NEUSOFT",
            "PHILIPS",
            "PHILIPSHEALTHCARE",
            "PHILIPSMEDICALSYSTEMS",
            "PHILIPSMEDICALSYSTEMSINC",
            "PICKERINTERNATIONALINC",
            "SAMSUNG",
            "SAMSUNGELECTRONICS",
            "SHIMADZU",
            "SIEMENS",
            "SIEMENSHEALTHCARE",
            "SIEMENSHEALTHINEERS",
            "SWISSRAY",
            "TOSHIBA",
            "TOSHIBAMEC",
            "UIH",
            "VARIAN");

    private KeptValues() {}

    /** Copies the element if its value is what the rule says; else does what the rule says for that case. */
    static void copy(KeptAttributes.Rule rule, Element element, DataSet in, DataSet out) {
        Vr vr = Dictionary.vr(rule.tag());
        if (element.isEmpty()) {
            putEmpty(rule.tag(), vr, out);
        } else if (!isCopied(rule, element, in, out)) {
            putOtherwise(rule, vr, out);
        }
    }

    private static void putOtherwise(KeptAttributes.Rule rule, Vr vr, DataSet out) {
        switch (rule.otherwise()) {
            case "remove" -> {
                // Left out.
            }
            case "empty" -> putEmpty(rule.tag(), vr, out);
            default -> out.put(rule.tag(), vr, rule.otherwise());
        }
    }

    /** Puts the attribute without a value. */
    static void putEmpty(int tag, Vr vr, DataSet out) {
        if (vr == Vr.SQ) {
            out.putItems(tag, List.of());
        } else {
            out.putBytes(tag, vr, new byte[0]);
        }
    }

    private static boolean isCopied(KeptAttributes.Rule rule, Element element, DataSet in, DataSet out) {
        Vr vr = Dictionary.vr(rule.tag());
        return switch (rule.kind()) {
            case NUMBER -> copyNumbers(rule.tag(), element, in, out);
            case TERMS -> copyTexts(rule.tag(), vr, in, out, rule.terms());
            case PATTERN -> copyMatching(rule.tag(), vr, in, out, rule.pattern());
            case IMAGE_TYPE -> copyImageType(rule, in, out);
            case BODY_PART -> copyTexts(rule.tag(), vr, in, out, BodyPart.terms());
            case MANUFACTURER -> copyManufacturer(rule.tag(), in, out);
            case STANDARD_UID -> copyMatching(rule.tag(), vr, in, out, STANDARD_UID);
            case LOOKUP_TABLE -> copyTable(rule.tag(), element, in, out);
            case UID, ITEMS, GROUPS, CODES, EQUIPMENT, PIXEL_DATA ->
                throw new IllegalArgumentException(rule.kind() + " is not a value");
        };
    }

    /** Says whether the UID is one that the DICOM standard has assigned. */
    static boolean isStandardUid(String uid) {
        return STANDARD_UID.matcher(uid).matches();
    }

    /** Copies numbers if they are numbers of a VR that the attribute may have; others are converted if they can be. */
    static boolean copyNumbers(int tag, Element element, DataSet in, DataSet out) {
        Dictionary.Entry entry = Dictionary.find(tag).orElseThrow();
        Vr vr = element.vr();
        if (!entry.vrs().contains(vr)) {
            return convertNumbers(tag, entry, in, out);
        }
        if (!vr.isText()) {
            int unit = vr == Vr.AT ? 4 : vr.unitBytes();
            int length = element.bytes().length;
            if (length % unit != 0 || length / unit > maxValues(entry) || isText(element, entry)) {
                return false;
            }
            out.put(element);
            return true;
        }
        List<String> values = in.strings(tag);
        Pattern pattern = vr == Vr.IS ? INTEGER : DECIMAL;
        if (values.size() > maxValues(entry)
                || !values.stream()
                        .allMatch(v -> v.isEmpty() || pattern.matcher(v).matches())) {
            return false;
        }
        if (values.stream().anyMatch(v -> v.length() > MAX_DECIMAL)) {
            return convertNumbers(tag, entry, in, out);
        }
        out.put(tag, vr, values.toArray(String[]::new));
        return true;
    }

    /** Says whether binary numbers or tags are rather a text. */
    private static boolean isText(Element element, Dictionary.Entry entry) {
        if (element.vr() == Vr.AT) {
            ByteBuffer tags = ByteBuffer.wrap(element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            boolean known = true;
            while (known && tags.hasRemaining()) {
                int tag = (tags.getShort() & 0xffff) << 16 | tags.getShort() & 0xffff;
                known = Dictionary.find(tag).isPresent();
            }
            return !known;
        }
        Pattern text = maxValues(entry) == Integer.MAX_VALUE ? TEXT : LONG_TEXT;
        return text.matcher(new String(element.bytes(), StandardCharsets.ISO_8859_1))
                .find();
    }

    private static boolean convertNumbers(int tag, Dictionary.Entry entry, DataSet in, DataSet out) {
        try {
            double[] numbers = in.numbers(tag);
            if (numbers.length == 0 || numbers.length > maxValues(entry)) {
                return false;
            }
            out.putNumbers(tag, entry.vrs().get(0), numbers);
            return true;
        } catch (DicomException | IllegalArgumentException e) {
            // Not numbers, or not of the range of the attribute's VR.
            return false;
        }
    }

    /** Returns how many values PS3.6 allows at most. */
    private static int maxValues(Dictionary.Entry entry) {
        String last = entry.vm().substring(entry.vm().lastIndexOf('-') + 1);
        return last.endsWith("n") ? Integer.MAX_VALUE : Integer.parseInt(last);
    }

    private static boolean copyTexts(int tag, Vr vr, DataSet in, DataSet out, Set<String> allowed) {
        List<String> values = in.strings(tag);
        if (values.isEmpty() || !values.stream().allMatch(v -> v.isEmpty() || allowed.contains(v))) {
            return false;
        }
        out.put(tag, vr, values.toArray(String[]::new));
        return true;
    }

    private static boolean copyMatching(int tag, Vr vr, DataSet in, DataSet out, Pattern allowed) {
        List<String> values = in.strings(tag);
        if (values.isEmpty()
                || !values.stream().allMatch(v -> allowed.matcher(v).matches())) {
            return false;
        }
        out.put(tag, vr, values.toArray(String[]::new));
        return true;
    }

    private static boolean copyImageType(KeptAttributes.Rule rule, DataSet in, DataSet out) {
        List<String> values = in.strings(rule.tag());
        if (values.size() < 2 || !IMAGE_TYPE_1.contains(values.get(0)) || !IMAGE_TYPE_2.contains(values.get(1))) {
            return false;
        }
        List<String> kept = new ArrayList<>(values.subList(0, 2));
        for (String value : values.subList(2, Math.min(values.size(), MAX_IMAGE_TYPES))) {
            kept.add(value.isEmpty() || rule.terms().contains(value) ? value : "OTHER");
        }
        out.put(rule.tag(), Vr.CS, kept.toArray(String[]::new));
        return true;
    }

    private static boolean copyManufacturer(int tag, DataSet in, DataSet out) {
        List<String> values = in.strings(tag);
        if (values.size() != 1
                || !MANUFACTURERS.contains(
                        values.get(0).toUpperCase(Locale.ROOT).replaceAll("[ .,_-]", ""))) {
            return false;
        }
        out.put(tag, Vr.LO, values.get(0));
        return true;
    }

    private static boolean copyTable(int tag, Element element, DataSet in, DataSet out) {
        if (element.isEncapsulated() || element.isSequence()) {
            return false;
        }
        boolean known = Dictionary.find(tag).orElseThrow().vrs().contains(element.vr());
        out.putBytes(tag, known ? element.vr() : Vr.OW, LookupTableBytes.of(element, in));
        return true;
    }

    /** Says whether the equipment's note is that it synthesized the image. */
    static boolean isSynthesizingEquipment(DataSet item) {
        return item.items(Tag.PurposeOfReferenceCodeSequence).stream()
                .anyMatch(code ->
                        code.string(Tag.CodeValue).filter("109100"::equals).isPresent()
                                && code.string(Tag.CodingSchemeDesignator)
                                        .filter("DCM"::equals)
                                        .isPresent());
    }
}
