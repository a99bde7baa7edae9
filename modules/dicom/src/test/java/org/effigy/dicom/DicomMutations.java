package org.effigy.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.TransferSyntax;
import org.effigy.dicom.data.Vr;
import org.effigy.testsupport.Mutations;

/** Damages DICOM files where it hurts: lengths, VRs, tags, the attributes that describe pixels, nesting. */
final class DicomMutations {
    /** An element in explicit VR little endian: where its head and its value are. */
    private record Place(int start, int tag, int lengthAt, boolean longLength, int valueAt, int length) {}

    private static final int[] NUMBERS = {0, 1, 2, 3, 7, 9, 12, 16, 17, 24, 32, 33, 64, 255, 4096, 32768, 65535};
    private static final String[] TEXTS = {
        "-1", "0", "2147483647", "99999999999", "1e400", "NaN", "\\\\\\", "../../x", "\0\0\0\0", "\u001b$)C\u001b(B"
    };
    private static final long[] LENGTHS = {
        0, 1, 3, 0x7f, 0xffff, 0x10000, 0x7ffffffeL, 0x7fffffffL, 0x80000000L, 0xfffffff0L, 0xfffffffeL, 0xffffffffL
    };
    private static final int[] TAGS = {
        Tag.Item,
        Tag.ItemDelimitationItem,
        Tag.SequenceDelimitationItem,
        Tag.PixelData,
        Tag.FloatPixelData,
        Tag.TransferSyntaxUID,
        Tag.SpecificCharacterSet,
        Tag.PixelRepresentation,
        Tag.ModalityLUTSequence,
        Tag.PerFrameFunctionalGroupsSequence,
        Tag.ExtendedOffsetTable,
        0,
        -1
    };
    private static final List<Integer> PIXEL_NUMBERS = List.of(
            Tag.Rows,
            Tag.Columns,
            Tag.BitsAllocated,
            Tag.BitsStored,
            Tag.HighBit,
            Tag.SamplesPerPixel,
            Tag.PixelRepresentation,
            0x00280006);

    private DicomMutations() {}

    /** Returns a damaged copy of a file. */
    static byte[] damage(byte[] file, Random random) {
        byte[] out = file;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            List<Place> places = places(out);
            out = places.isEmpty() || random.nextInt(3) == 0
                    ? Mutations.damage(out, random)
                    : structured(out.clone(), places, random);
        }
        return out;
    }

    private static byte[] structured(byte[] file, List<Place> places, Random random) {
        Place place = places.get(random.nextInt(places.size()));
        switch (random.nextInt(8)) {
            case 0 -> putLength(file, place, LENGTHS[random.nextInt(LENGTHS.length)]);
            case 1 -> putVr(file, place, random);
            case 2 -> putTag(file, place.start(), TAGS[random.nextInt(TAGS.length)]);
            case 3 -> putText(file, place, TEXTS[random.nextInt(TEXTS.length)]);
            case 4 -> putPixelNumber(file, places, random);
            case 5 -> putSyntax(file, places, random);
            case 6 -> damagePixels(file, places, random);
            default -> {
                return nested(file, place.start(), random);
            }
        }
        return file;
    }

    private static void putLength(byte[] file, Place place, long length) {
        ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (place.longLength()) {
            out.putInt(place.lengthAt(), (int) length);
        } else {
            out.putShort(place.lengthAt(), (short) length);
        }
    }

    private static void putVr(byte[] file, Place place, Random random) {
        Vr[] all = Vr.values();
        String vr = random.nextInt(4) == 0 ? "ZZ" : all[random.nextInt(all.length)].name();
        file[place.start() + 4] = (byte) vr.charAt(0);
        file[place.start() + 5] = (byte) vr.charAt(1);
    }

    private static void putTag(byte[] file, int at, int tag) {
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(at, (short) (tag >>> 16))
                .putShort(at + 2, (short) tag);
    }

    private static void putText(byte[] file, Place place, String text) {
        byte[] value = Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), Math.max(0, place.length()));
        System.arraycopy(value, 0, file, place.valueAt(), Math.min(value.length, file.length - place.valueAt()));
    }

    private static void putPixelNumber(byte[] file, List<Place> places, Random random) {
        for (Place place : places) {
            if (place.tag() == Tag.NumberOfFrames && random.nextInt(4) == 0) {
                putText(file, place, Integer.toString(random.nextInt()));
            }
            if (PIXEL_NUMBERS.contains(place.tag()) && random.nextInt(4) == 0 && place.length() >= 2) {
                int number = NUMBERS[random.nextInt(NUMBERS.length)];
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(place.valueAt(), (short) number);
            }
        }
    }

    private static void putSyntax(byte[] file, List<Place> places, Random random) {
        TransferSyntax[] all = TransferSyntax.values();
        String uid = all[random.nextInt(all.length)].uid();
        places.stream()
                .filter(p -> p.tag() == Tag.TransferSyntaxUID && p.length() >= uid.length())
                .forEach(p -> putText(file, p, uid));
    }

    private static void damagePixels(byte[] file, List<Place> places, Random random) {
        Place last = places.get(places.size() - 1);
        int start = Math.min(last.valueAt(), file.length);
        byte[] damaged = Mutations.damage(Arrays.copyOfRange(file, start, file.length), random);
        System.arraycopy(damaged, 0, file, start, Math.min(damaged.length, file.length - start));
    }

    /** Puts sequences into each other, or many small elements, at the place. */
    private static byte[] nested(byte[] file, int at, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, at);
        boolean deep = random.nextBoolean();
        int count = 1 << random.nextInt(deep ? 14 : 12);
        ByteBuffer piece = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        piece.putShort((short) 0x0008).putShort((short) 0x1140).put((byte) 'S').put((byte) 'Q');
        piece.putShort((short) 0).putInt(deep ? -1 : 8);
        piece.putShort((short) 0xfffe).putShort((short) 0xe000).putInt(deep ? -1 : 0);
        for (int i = 0; i < count; i++) {
            out.write(piece.array(), 0, piece.capacity());
        }
        out.write(file, at, file.length - at);
        return out.toByteArray();
    }

    /** Finds elements of the outermost level as long as the file looks like explicit VR little endian. */
    private static List<Place> places(byte[] file) {
        List<Place> places = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = file.length > 132 && file[128] == 'D' ? 132 : 0;
        while (at + 12 <= file.length) {
            int tag = (in.getShort(at) & 0xffff) << 16 | in.getShort(at + 2) & 0xffff;
            Vr vr = Vr.of((char) file[at + 4], (char) file[at + 5]).orElse(null);
            if (vr == null) {
                break;
            }
            int length = vr.hasLongLength() ? in.getInt(at + 8) : in.getShort(at + 6) & 0xffff;
            int valueAt = at + (vr.hasLongLength() ? 12 : 8);
            places.add(new Place(at, tag, vr.hasLongLength() ? at + 8 : at + 6, vr.hasLongLength(), valueAt, length));
            if (length < 0 || length > file.length - valueAt) {
                break;
            }
            at = valueAt + length;
        }
        return places;
    }
}
