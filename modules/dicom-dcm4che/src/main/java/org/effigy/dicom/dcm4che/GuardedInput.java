package org.effigy.dicom.dcm4che;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Fragments;
import org.dcm4che3.data.Sequence;
import org.dcm4che3.data.UID;
import org.dcm4che3.io.DicomInputStream;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * dcm4che's parser with a guard at each of its steps: every length is checked before anything is allocated, elements, depth
 * and bytes are counted, and what dcm4che would skip with a warning is refused. Values go into our data sets as they come;
 * dcm4che's own {@link Attributes} are only the scaffold it needs, and stay empty, for they grow slowly out of order.
 */
final class GuardedInput extends DicomInputStream {
    private static final long UNDEFINED = -1;
    private static final int UN = 'U' << 8 | 'N';

    private final HeaderSource source;
    private final Span span;
    private final Limits limits;
    private final boolean isFileMeta;
    private final Deque<DataSet> around = new ArrayDeque<>();
    private List<DataSet> items = new ArrayList<>();
    private List<byte[]> fragments = new ArrayList<>();
    private boolean inFragments;
    /** Where the innermost item or sequence of a known length ends. */
    private long end;

    private boolean expectItem;
    private boolean ended;
    private boolean writtenAsUn;

    private GuardedInput(HeaderSource source, String syntax, Span span, Limits limits, boolean isFileMeta)
            throws IOException {
        super(source, syntax);
        this.source = source;
        this.span = span;
        this.limits = limits;
        this.isFileMeta = isFileMeta;
        this.end = span.end();
        setPosition(span.start());
        // Otherwise dcm4che keeps whole sequences in its buffer, to read them again if they turn out too long.
        setAllocateLimit(1);
    }

    /** Returns a parser for the elements of group 0002, which are explicit VR little endian; what follows stays unread. */
    static GuardedInput fileMeta(BufferedInputStream in, Span span, Limits limits) throws IOException {
        return new GuardedInput(new HeaderSource(in), UID.ExplicitVRLittleEndian, span, limits, true);
    }

    /** Returns a parser for a data set that is not deflated, or not any more. */
    static GuardedInput dataSet(BufferedInputStream in, String syntax, Span span, Limits limits) throws IOException {
        return new GuardedInput(new HeaderSource(in), syntax, span, limits, false);
    }

    /** Reads all elements, or those before the pixel data. */
    void readInto(DataSet dataSet, boolean headerOnly) throws IOException {
        around.push(dataSet);
        readAttributes(new Attributes(false, 4), UNDEFINED, o -> ended || (headerOnly && isPixelData(o.tag())));
        around.pop();
    }

    private static boolean isPixelData(int tag) {
        return tag == Tag.PixelData || tag == Tag.FloatPixelData || tag == Tag.DoubleFloatPixelData;
    }

    // ---- Heads

    @Override
    public void readHeader(Predicate<DicomInputStream> stop) throws IOException {
        boolean atRoot = around.size() == 1 && !expectItem;
        long start = getPosition();
        int shift;
        try {
            byte[] next = source.peek(8);
            if (atRoot && isEnd(next)) {
                ended = true;
                return;
            }
            shift = repair(next);
            super.readHeader(stop);
        } catch (EOFException e) {
            throw new DicomException(
                    Kind.TRUNCATED,
                    "the file ends inside the head of an element at byte " + start + "; it is cut short, get it again",
                    e);
        }
        setPosition(getPosition() - shift);
        boolean delimiter = vr() == null;
        boolean endsItem = tag() == Tag.ItemDelimitationItem && !atRoot;
        if (delimiter && !expectItem && !endsItem) {
            throw malformed(tag(), atRoot ? "stands outside any sequence" : "stands inside an item");
        }
    }

    /** Says whether the elements end here: at the end of the stream, before zeros that fill it up, after the file meta. */
    private boolean isEnd(byte[] next) throws IOException {
        if (isFileMeta) {
            return next.length < 2 || next[0] != 2 || next[1] != 0;
        }
        boolean hasPixelData = around.getFirst().contains(Tag.PixelData);
        if (next.length == 0 || (next.length < 8 && hasPixelData)) {
            return true;
        }
        for (byte b : next) {
            if (b != 0) {
                return false;
            }
        }
        if (around.getFirst().isEmpty() || !source.restIsZero()) {
            throw new DicomException(
                    Kind.MALFORMED, "there is no element at byte " + getPosition() + " but zeros; the file is broken");
        }
        return true;
    }

    /**
     * Rewrites a head that dcm4che would misread among explicit ones: one without VR, for there are files that mix both, and
     * one of a VR that DICOM does not know. Both become UN.
     *
     * @return by how many bytes the head has grown
     */
    private int repair(byte[] next) throws IOException {
        writtenAsUn = false;
        if (!explicitVR() || next.length < 8 || isDelimiter(next)) {
            return 0;
        }
        if (!isLetter(next[4]) || !isLetter(next[5])) {
            byte[] head = Arrays.copyOf(next, 12);
            System.arraycopy(next, 4, head, 8, 4);
            putUn(head);
            source.replace(8, head);
            return 4;
        }
        boolean known = Vr.of("" + (char) next[4] + (char) next[5]).isPresent();
        writtenAsUn = !known || (next[4] << 8 | next[5]) == UN;
        if (!known) {
            putUn(next);
            source.replace(8, next);
        }
        return 0;
    }

    private boolean isDelimiter(byte[] next) {
        int high = next[bigEndian() ? 0 : 1] & 0xff;
        int low = next[bigEndian() ? 1 : 0] & 0xff;
        return high == 0xff && low == 0xfe;
    }

    private static boolean isLetter(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private static void putUn(byte[] head) {
        head[4] = 'U';
        head[5] = 'N';
        head[6] = 0;
        head[7] = 0;
    }

    @Override
    public boolean readItemHeader() throws IOException {
        // The delimiter may be missing at the very end of the file.
        if (inFragments && !fragments.isEmpty() && source.peek(1).length == 0) {
            return false;
        }
        expectItem = true;
        try {
            readHeader();
        } finally {
            expectItem = false;
        }
        limits.element();
        if (tag() == Tag.Item) {
            return true;
        }
        if (tag() != Tag.SequenceDelimitationItem) {
            throw new DicomException(
                    Kind.MALFORMED,
                    Tag.format(tag()) + " stands at byte " + getTagPosition()
                            + " where an item must begin; the file is broken");
        }
        return false;
    }

    // ---- Values

    @Override
    public void readValue(DicomInputStream dis, Attributes attributes) throws IOException {
        limits.element();
        int tag = tag();
        long length = unsignedLength();
        Vr vr = ourVr();
        boolean hidden = writtenAsUn;
        if (length == UNDEFINED) {
            readUndefined(tag, vr, attributes);
            return;
        }
        checkFits(tag, length);
        if (vr == Vr.SQ && !hidden) {
            around.getFirst().put(sequence(tag, getPosition() + length, attributes));
        } else if (vr == Vr.SQ) {
            around.getFirst().put(reveal(tag, readValue()));
        } else {
            byte[] value = readValue();
            boolean fits = !hidden || (value.length % vr.unitBytes() == 0 && !Tag.isPrivate(tag));
            if (bigEndian() && !hidden) {
                swap(value, swapUnit(tag, vr));
            }
            around.getFirst().put(Element.of(tag, fits ? vr : Vr.UN, value));
        }
    }

    private void readUndefined(int tag, Vr vr, Attributes attributes) throws IOException {
        boolean bytes = vr == Vr.OB || vr == Vr.OW;
        if (bytes && (explicitVR() || tag == Tag.PixelData)) {
            readFragments(tag, attributes);
        } else if (vr == Vr.SQ) {
            around.getFirst().put(sequence(tag, UNDEFINED, attributes));
        } else {
            throw malformed(tag, "has VR " + vr + " and no length");
        }
    }

    /** Returns the VR dcm4che found; between US and SS, the nearest PixelRepresentation decides. */
    private Vr ourVr() {
        Vr vr = Vr.valueOf(vr().name());
        boolean written = explicitVR() && !writtenAsUn;
        return written ? vr : Ambiguity.resolve(tag(), vr, around);
    }

    private Element sequence(int tag, long sequenceEnd, Attributes attributes) throws IOException {
        limits.depth(around.size() - 1, tag);
        List<DataSet> outerItems = items;
        long outerEnd = end;
        items = new ArrayList<>();
        end = sequenceEnd == UNDEFINED ? end : sequenceEnd;
        super.readValue(this, attributes);
        if (sequenceEnd != UNDEFINED && getPosition() != sequenceEnd) {
            throw malformed(tag, "does not end where its length says");
        }
        attributes.remove(tag);
        List<DataSet> read = items;
        items = outerItems;
        end = outerEnd;
        return Element.sequence(tag, read);
    }

    @Override
    public void readValue(DicomInputStream dis, Sequence sequence) throws IOException {
        long length = unsignedLength();
        long outerEnd = end;
        if (length != UNDEFINED) {
            checkFits(Tag.Item, length);
            end = getPosition() + length;
        }
        DataSet item = new DataSet();
        around.push(item);
        super.readValue(dis, sequence);
        around.pop();
        sequence.remove(sequence.size() - 1);
        if (length != UNDEFINED && getPosition() != end) {
            throw malformed(Tag.Item, "does not end where its length says");
        }
        items.add(item);
        end = outerEnd;
    }

    private void readFragments(int tag, Attributes attributes) throws IOException {
        fragments = new ArrayList<>();
        inFragments = true;
        super.readValue(this, attributes);
        inFragments = false;
        if (fragments.isEmpty()) {
            throw malformed(tag, "has no fragments");
        }
        attributes.remove(tag);
        around.getFirst().put(Element.encapsulated(tag, Vr.OB, fragments));
    }

    @Override
    public void readValue(DicomInputStream dis, Fragments ignored) throws IOException {
        if (unsignedLength() == UNDEFINED) {
            throw malformed(Tag.Item, "is a fragment without a length");
        }
        checkFits(Tag.Item, unsignedLength());
        fragments.add(readValue());
    }

    @Override
    public byte[] readValue() throws IOException {
        long length = unsignedLength();
        limits.value(length, getPosition());
        byte[] value;
        if (span.end() == Span.UNKNOWN) {
            value = readNBytes((int) length);
        } else {
            value = new byte[(int) length];
            readNBytes(value, 0, value.length);
        }
        if (value.length < length) {
            throw new EOFException();
        }
        return value;
    }

    /** Returns the sequence whose items a value of VR UN holds, implicit VR little endian; as it is where it is none. */
    private Element reveal(int tag, byte[] value) {
        byte[] element = new byte[8 + value.length];
        System.arraycopy(littleHead(tag, value.length), 0, element, 0, 8);
        System.arraycopy(value, 0, element, 8, value.length);
        Limits inside = limits.inside(element.length);
        try {
            BufferedInputStream bytes = new BufferedInputStream(new ByteArrayInputStream(element));
            GuardedInput inner = dataSet(bytes, UID.ImplicitVRLittleEndian, new Span(0, element.length), inside);
            around.descendingIterator().forEachRemaining(inner.around::push);
            DataSet revealed = new DataSet();
            inner.around.push(revealed);
            inner.readAttributes(new Attributes(false, 4), element.length, o -> false);
            limits.account(inside);
            return revealed.element(tag).orElseThrow(() -> malformed(tag, "holds no items"));
        } catch (DicomException | IOException e) {
            // Not a sequence after all: the bytes are kept as they are.
            return Element.of(tag, Vr.UN, value);
        }
    }

    private static byte[] littleHead(int tag, int length) {
        int[] words = {tag >>> 16, tag & 0xffff, length & 0xffff, length >>> 16};
        byte[] head = new byte[8];
        for (int i = 0; i < words.length; i++) {
            head[2 * i] = (byte) words[i];
            head[2 * i + 1] = (byte) (words[i] >>> 8);
        }
        return head;
    }

    // ---- Byte order

    /** Returns the unit of the byte order: that of the VR, but of the whole pixel for wide pixels in OW. */
    private int swapUnit(int tag, Vr vr) {
        if (tag != Tag.PixelData || vr != Vr.OW) {
            return vr.unitBytes();
        }
        byte[] bits =
                around.getFirst().element(Tag.BitsAllocated).map(Element::bytes).orElse(new byte[0]);
        boolean wide = bits.length == 2 && bits[1] == 0 && (bits[0] == 32 || bits[0] == 64);
        return wide ? bits[0] / 8 : vr.unitBytes();
    }

    private static void swap(byte[] bytes, int unit) {
        for (int start = 0; unit > 1 && start + unit <= bytes.length; start += unit) {
            for (int i = start, j = start + unit - 1; i < j; i++, j--) {
                byte b = bytes[i];
                bytes[i] = bytes[j];
                bytes[j] = b;
            }
        }
    }

    // ---- Refusals

    private void checkFits(int tag, long length) {
        long left = end - getPosition();
        if (length <= left) {
            return;
        }
        if (end == span.end()) {
            throw new DicomException(
                    Kind.TRUNCATED,
                    Tag.describe(tag) + " is " + length + " bytes long, only " + left
                            + " are left in the file; it is cut short, get it again");
        }
        throw malformed(tag, "is " + length + " bytes long, the item around it has " + left + " left");
    }

    private static DicomException malformed(int tag, String what) {
        return new DicomException(Kind.MALFORMED, Tag.describe(tag) + " " + what + "; the file is broken");
    }
}
