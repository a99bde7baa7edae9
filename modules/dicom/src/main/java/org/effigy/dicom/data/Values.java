package org.effigy.dicom.data;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.effigy.base.Check;

/** Turns the bytes of an element into texts and numbers, and back. */
final class Values {
    private Values() {}

    static List<String> strings(Element element, CharacterSet characterSet) {
        Vr vr = element.vr();
        if (!vr.isText()) {
            return isNumber(vr) ? decimal(element) : List.of();
        }
        if (element.isEmpty()) {
            return List.of();
        }
        CharacterSet set = vr.isLocalText() ? characterSet : CharacterSet.DEFAULT;
        List<String> texts = vr.hasSeveralTexts()
                ? set.decodeSeveral(element.bytes(), vr == Vr.PN)
                : List.of(set.decode(element.bytes()));
        List<String> trimmed = new ArrayList<>(texts.size());
        for (String text : texts) {
            trimmed.add(trim(text, vr));
        }
        return trimmed;
    }

    /** Removes padding: trailing spaces and zeros, leading spaces too where they mean nothing. */
    private static String trim(String text, Vr vr) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == 0)) {
            end--;
        }
        int start = 0;
        boolean keepLeading = vr == Vr.LT || vr == Vr.ST || vr == Vr.UT || vr == Vr.UC || vr == Vr.PN;
        while (!keepLeading && start < end && text.charAt(start) == ' ') {
            start++;
        }
        return text.substring(start, end);
    }

    private static boolean isNumber(Vr vr) {
        return switch (vr) {
            case FD, FL, SL, SS, SV, UL, US, UV, AT -> true;
            default -> false;
        };
    }

    private static List<String> decimal(Element element) {
        if (element.vr() == Vr.UV || element.vr() == Vr.SV) {
            ByteBuffer in = ByteBuffer.wrap(element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            List<String> out = new ArrayList<>();
            while (in.remaining() >= 8) {
                long value = in.getLong();
                out.add(element.vr() == Vr.UV ? Long.toUnsignedString(value) : Long.toString(value));
            }
            return out;
        }
        return Arrays.stream(numbers(element)).mapToObj(Values::shortest).toList();
    }

    private static String shortest(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    static double[] numbers(Element element) {
        Vr vr = element.vr();
        if (vr == Vr.DS || vr == Vr.IS) {
            return parse(element);
        }
        if (!isNumber(vr) && vr != Vr.OF && vr != Vr.OD && vr != Vr.OL && vr != Vr.OW && vr != Vr.OV) {
            throw new DicomException(
                    DicomException.Kind.MALFORMED, Tag.describe(element.tag()) + " has VR " + vr + ", not a number");
        }
        int unit = vr == Vr.AT ? 4 : vr.unitBytes();
        if (element.bytes().length % unit != 0) {
            throw new DicomException(
                    DicomException.Kind.MALFORMED,
                    Tag.describe(element.tag()) + " is " + element.bytes().length + " bytes long, not a multiple of "
                            + unit);
        }
        ByteBuffer in = ByteBuffer.wrap(element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        double[] out = new double[element.bytes().length / unit];
        for (int i = 0; i < out.length; i++) {
            out[i] = next(in, vr);
        }
        return out;
    }

    private static double next(ByteBuffer in, Vr vr) {
        return switch (vr) {
            case US, OW -> in.getShort() & 0xffff;
            case SS -> in.getShort();
            case UL, OL -> Integer.toUnsignedLong(in.getInt());
            case SL -> in.getInt();
            case SV -> in.getLong();
            case UV, OV -> unsigned(in.getLong());
            case FL, OF -> in.getFloat();
            case FD, OD -> in.getDouble();
            case AT -> (in.getShort() & 0xffff) * 65536.0 + (in.getShort() & 0xffff);
            default -> throw new IllegalArgumentException(vr + " is not a number");
        };
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : value + 0x1p64;
    }

    private static double[] parse(Element element) {
        List<String> texts = strings(element, CharacterSet.DEFAULT);
        if (texts.stream().allMatch(String::isEmpty)) {
            return new double[0];
        }
        double[] out = new double[texts.size()];
        for (int i = 0; i < out.length; i++) {
            try {
                out[i] = Double.parseDouble(checked(point(texts.get(i), element.vr())));
            } catch (NumberFormatException e) {
                throw new DicomException(
                        DicomException.Kind.MALFORMED,
                        Tag.describe(element.tag()) + " value " + (i + 1) + " is not a decimal number");
            }
        }
        return out;
    }

    /** Returns a decimal string with a point where a writer's locale left a comma: it is the only sign for it there. */
    private static String point(String text, Vr vr) {
        boolean comma = vr == Vr.DS && text.indexOf('.') < 0 && text.indexOf(',') == text.lastIndexOf(',');
        return comma ? text.replace(',', '.') : text;
    }

    /** Refuses what Java parses but DICOM does not: hexadecimal, suffixes, NaN, infinity. */
    private static String checked(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                throw new NumberFormatException();
            }
        }
        return text;
    }

    static byte[] encode(int tag, Vr vr, String[] values, CharacterSet characterSet) {
        Check.argument(vr.isText(), () -> Tag.describe(tag) + ": VR " + vr + " holds no text");
        Check.argument(
                values.length <= 1 || vr.hasSeveralTexts(), () -> Tag.describe(tag) + ": VR " + vr + " has one value");
        CharacterSet set = vr.isLocalText() ? characterSet : CharacterSet.DEFAULT;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < values.length; i++) {
            Check.argument(
                    !vr.hasSeveralTexts() || values[i].indexOf('\\') < 0,
                    () -> Tag.describe(tag) + ": a value holds a backslash, which separates values");
            if (i > 0) {
                out.write('\\');
            }
            out.writeBytes(set.encode(values[i], tag));
        }
        return even(out.toByteArray(), vr);
    }

    private static byte[] even(byte[] bytes, Vr vr) {
        if (bytes.length % 2 == 0) {
            return bytes;
        }
        byte[] out = Arrays.copyOf(bytes, bytes.length + 1);
        out[bytes.length] = vr.padding();
        return out;
    }

    static byte[] encode(int tag, Vr vr, double[] values) {
        if (vr == Vr.DS || vr == Vr.IS) {
            String[] texts = Arrays.stream(values)
                    .mapToObj(v -> vr == Vr.DS ? decimalString(v) : integerString(tag, v))
                    .toArray(String[]::new);
            return encode(tag, vr, texts, CharacterSet.DEFAULT);
        }
        int unit = vr == Vr.AT ? 4 : vr.unitBytes();
        ByteBuffer out = ByteBuffer.allocate(unit * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            putNumber(out, tag, vr, value);
        }
        return out.array();
    }

    private static void putNumber(ByteBuffer out, int tag, Vr vr, double value) {
        switch (vr) {
            case US -> out.putShort((short) ranged(tag, value, 0, 65535));
            case SS -> out.putShort((short) ranged(tag, value, Short.MIN_VALUE, Short.MAX_VALUE));
            case UL -> out.putInt((int) (long) ranged(tag, value, 0, 0xffffffffL));
            case SL -> out.putInt((int) ranged(tag, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case SV -> out.putLong((long) ranged(tag, value, Long.MIN_VALUE, Long.MAX_VALUE));
            case UV ->
                out.putLong(new BigDecimal(ranged(tag, value, 0, 0x1p64))
                        .toBigInteger()
                        .longValue());
            case FL, OF -> out.putFloat((float) value);
            case FD, OD -> out.putDouble(value);
            case AT -> {
                long at = (long) ranged(tag, value, 0, 0xffffffffL);
                out.putShort((short) (at >>> 16)).putShort((short) at);
            }
            default -> throw new IllegalArgumentException(Tag.describe(tag) + ": VR " + vr + " holds no numbers");
        }
    }

    private static double ranged(int tag, double value, double low, double high) {
        Check.argument(
                value >= low && value <= high && value == Math.rint(value),
                () -> Tag.describe(tag) + " is " + value + ", allowed are integers from " + low + " to " + high);
        return value;
    }

    private static String integerString(int tag, double value) {
        return Long.toString((long) ranged(tag, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    /** Returns the decimal string of at most 16 characters that is closest to the value. */
    static String decimalString(double value) {
        Check.argument(Double.isFinite(value), () -> "a decimal string cannot be " + value);
        String exact = shortest(value);
        for (int digits = 16; exact.length() > 16; digits--) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            String plain = rounded.stripTrailingZeros().toPlainString();
            exact = plain.length() <= 16 ? plain : rounded.stripTrailingZeros().toString();
        }
        return exact;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
