package org.effigy.dicom.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;

/**
 * Assigns the fragments of encapsulated pixel data to frames (PS3.5, A.4): by the first bytes of a compressed frame where
 * as many fragments begin like one as there are frames, else by the extended or the basic offset table, else one fragment
 * per frame. Where there are fewer fragments than frames, a frame begins behind the end of the one before it.
 */
final class FrameSplitter {
    private static final int ITEM_HEADER_BYTES = 8;
    private static final int RLE_HEADER_BYTES = 64;
    private static final int MOST_RLE_SEGMENTS = 15;

    private FrameSplitter() {}

    /** Returns the compressed bytes of each frame, as lists of fragments; nothing is copied. */
    static List<List<byte[]>> split(DataSet dataSet, Element pixelData, int frames) {
        List<byte[]> fragments =
                pixelData.fragments().subList(1, pixelData.fragments().size());
        if (fragments.isEmpty()) {
            throw new DicomException(Kind.TRUNCATED, "PixelData (7fe0,0010) has no fragments; the file is broken");
        }
        if (frames == 1) {
            return List.of(fragments);
        }
        List<List<byte[]>> split = byStart(fragments, frames);
        if (split.isEmpty()) {
            split = byOffsets(fragments, extendedOffsets(dataSet), frames);
        }
        if (split.isEmpty()) {
            split = byOffsets(fragments, basicOffsets(pixelData.fragments().get(0)), frames);
        }
        if (split.isEmpty() && fragments.size() == frames) {
            split = fragments.stream().map(List::of).toList();
        }
        if (split.isEmpty() && fragments.size() < frames) {
            split = byEnd(join(fragments), frames);
        }
        if (split.isEmpty()) {
            throw new DicomException(
                    Kind.MALFORMED,
                    "PixelData (7fe0,0010) has " + fragments.size() + " fragments that cannot be assigned to the "
                            + frames + " frames of NumberOfFrames (0028,0008); the file is broken");
        }
        return split;
    }

    /** Returns the bytes of a frame in one array. */
    static byte[] join(List<byte[]> fragments) {
        if (fragments.size() == 1) {
            return fragments.get(0);
        }
        long total = fragments.stream().mapToLong(f -> f.length).sum();
        if (total > Integer.MAX_VALUE - 16) {
            throw new DicomException(Kind.LIMIT, "a compressed frame of PixelData (7fe0,0010) is larger than 2 GB");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) total);
        fragments.forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** Groups by the offset of each frame's first fragment; empty if the table does not fit the fragments. */
    private static List<List<byte[]>> byOffsets(List<byte[]> fragments, long[] offsets, int frames) {
        if (offsets.length != frames || offsets[0] != 0) {
            return List.of();
        }
        TreeMap<Long, Integer> starts = new TreeMap<>();
        long position = 0;
        for (int i = 0; i < fragments.size(); i++) {
            starts.put(position, i);
            position += ITEM_HEADER_BYTES + fragments.get(i).length;
        }
        List<List<byte[]>> out = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            Integer first = starts.get(offsets[frame]);
            Integer end = frame + 1 < frames ? starts.get(offsets[frame + 1]) : Integer.valueOf(fragments.size());
            if (first == null || end == null || end <= first) {
                return List.of();
            }
            out.add(fragments.subList(first, end));
        }
        return out;
    }

    private static long[] basicOffsets(byte[] table) {
        ByteBuffer in = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        long[] offsets = new long[table.length / 4];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = Integer.toUnsignedLong(in.getInt());
        }
        return offsets;
    }

    private static long[] extendedOffsets(DataSet dataSet) {
        byte[] table =
                dataSet.element(Tag.ExtendedOffsetTable).map(Element::bytes).orElse(new byte[0]);
        ByteBuffer in = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        long[] offsets = new long[table.length / 8];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = in.getLong();
        }
        return offsets;
    }

    /** Begins a frame at each fragment that starts as one does; empty unless that gives all frames. */
    private static List<List<byte[]>> byStart(List<byte[]> fragments, int frames) {
        if (fragments.size() < frames || !startsFrame(fragments.get(0), 0)) {
            return List.of();
        }
        List<List<byte[]>> out = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= fragments.size(); i++) {
            if (i == fragments.size() || startsFrame(fragments.get(i), 0)) {
                out.add(fragments.subList(first, i));
                first = i;
            }
        }
        return out.size() == frames ? out : List.of();
    }

    /** Cuts JPEG and JPEG 2000 frames apart that stand in one fragment: behind FF D9, where the next one begins. */
    private static List<List<byte[]>> byEnd(byte[] bytes, int frames) {
        List<List<byte[]>> out = new ArrayList<>();
        int first = 0;
        for (int i = 2; i < bytes.length && out.size() < frames; i++) {
            boolean ended = bytes[i - 2] == (byte) 0xff && bytes[i - 1] == (byte) 0xd9;
            int next = ended && bytes[i] == 0 ? i + 1 : i;
            if (ended && startsFrame(bytes, next)) {
                out.add(List.of(Arrays.copyOfRange(bytes, first, next)));
                first = next;
            }
        }
        out.add(List.of(Arrays.copyOfRange(bytes, first, bytes.length)));
        return out.size() == frames ? out : List.of();
    }

    /** Says whether a frame of JPEG, JPEG-LS, JPEG 2000 or RLE may begin here. */
    private static boolean startsFrame(byte[] b, int at) {
        if (b.length - at < 4) {
            return false;
        }
        int start = (b[at] & 0xff) << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | (b[at + 3] & 0xff);
        boolean jpeg = start >>> 8 == 0xffd8ff;
        boolean codestream = start == 0xff4fff51;
        boolean jp2 = start == 0x0000000c && b.length - at >= 8 && b[at + 4] == 'j' && b[at + 5] == 'P';
        return jpeg || codestream || jp2 || startsRle(b, at);
    }

    /** Says whether the 64 bytes of an RLE header stand here: up to 15 offsets that grow from 64, the others 0. */
    private static boolean startsRle(byte[] b, int at) {
        if (b.length - at < RLE_HEADER_BYTES) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(b, at, RLE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int segments = in.getInt();
        boolean sound = segments >= 1 && segments <= MOST_RLE_SEGMENTS;
        int before = 0;
        for (int i = 0; sound && i < MOST_RLE_SEGMENTS; i++) {
            int offset = in.getInt();
            sound = i == 0 ? offset == RLE_HEADER_BYTES : i < segments ? offset > before : offset == 0;
            before = offset;
        }
        return sound;
    }
}
