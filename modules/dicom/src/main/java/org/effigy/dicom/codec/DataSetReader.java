package org.effigy.dicom.codec;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.effigy.dicom.PixelDataPlace;
import org.effigy.dicom.ReadOptions;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.DicomException;
import org.effigy.dicom.data.DicomException.Kind;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/** Reads the elements of a data set and, recursively, of its items. */
final class DataSetReader {
    private static final int HEADER_BYTES = 8;

    private final ByteSource in;
    private final ReadOptions options;
    private final Pixels pixels;
    private final Deque<DataSet> around = new ArrayDeque<>();
    private int count;
    private PixelDataPlace place;
    private byte[] passedStart = new byte[0];

    DataSetReader(ByteSource in, ReadOptions options, Pixels pixels) {
        this.in = in;
        this.options = options;
        this.pixels = pixels;
    }

    /** What is done with the pixel data of the data set itself. */
    enum Pixels {
        READ,
        /** The data set ends before it. */
        STOP,
        /** It is passed over, and its place remembered; an empty element takes it in the data set. */
        PASS_OVER
    }

    /** Returns where the pixel data lies that was passed over. */
    Optional<PixelDataPlace> place() {
        return Optional.ofNullable(place);
    }

    /** Returns the first bytes of the native pixel data that was passed over. */
    byte[] passedStart() {
        return passedStart;
    }

    /** Reads the file meta: the elements of group 0002, which are explicit VR little endian. */
    DataSet readFileMeta() throws IOException {
        DataSet meta = new DataSet();
        around.push(meta);
        while (in.has(2) && in.ahead16(false, 0) == 2) {
            ElementHeader header = ElementHeader.read(in, Encoding.EXPLICIT_LITTLE);
            readElement(header, Encoding.EXPLICIT_LITTLE, in.end(), meta);
        }
        around.pop();
        return meta;
    }

    /** Reads the data set to the end of the file, or up to the pixel data if the options say so. */
    DataSet readRoot(Encoding encoding) throws IOException {
        DataSet dataSet = new DataSet();
        around.push(dataSet);
        int previous = 0;
        while (!in.atEnd() && !isTrailer(dataSet)) {
            int tag = nextTag(encoding);
            if (pixels == Pixels.STOP && isPixelData(tag)) {
                break;
            }
            NextElement next = NextElement.peek(in, encoding, dataSet, previous);
            try {
                readRootElement(encoding, dataSet);
            } catch (DicomException e) {
                throw next.reason(e);
            }
            previous = tag;
        }
        around.pop();
        return dataSet;
    }

    private void readRootElement(Encoding encoding, DataSet dataSet) throws IOException {
        if (pixels == Pixels.PASS_OVER && isPixelData(nextTag(encoding))) {
            passOver(encoding, dataSet);
            return;
        }
        ElementHeader header = ElementHeader.read(in, encoding);
        if (!header.isDelimiter()) {
            readElement(header, encoding, in.end(), dataSet);
        } else if (header.length() != 0 || !dataSet.contains(Tag.PixelData)) {
            // Only some writers end encapsulated pixel data twice.
            throw malformed(header.tag(), "stands outside any sequence");
        }
    }

    /** Says whether nothing but zeros (a filled up block) or less than a header follows. */
    private boolean isTrailer(DataSet dataSet) throws IOException {
        if (in.has(HEADER_BYTES) && in.ahead16(false, 0) != 0) {
            return false;
        }
        int there = HEADER_BYTES;
        while (!in.has(there)) {
            there--;
        }
        if (there < HEADER_BYTES && dataSet.contains(Tag.PixelData)) {
            return true;
        }
        for (int i = 0; i < there; i++) {
            if (in.ahead(i) != 0) {
                return false;
            }
        }
        if (dataSet.isEmpty() || !in.restIsZero()) {
            throw new DicomException(
                    Kind.MALFORMED, "there is no element at byte " + in.position() + " but zeros; the file is broken");
        }
        return true;
    }

    private int nextTag(Encoding encoding) throws IOException {
        boolean big = encoding.isBigEndian();
        return in.has(4) ? in.ahead16(big, 0) << 16 | in.ahead16(big, 2) : 0;
    }

    private static boolean isPixelData(int tag) {
        return tag == Tag.PixelData || tag == Tag.FloatPixelData || tag == Tag.DoubleFloatPixelData;
    }

    private void readElement(ElementHeader header, Encoding encoding, long end, DataSet into) throws IOException {
        countOne();
        Vr vr = header.vr().orElseGet(() -> implicitVr(header.tag(), into));
        if (header.isUndefined()) {
            readUndefined(header, vr, encoding, end, into);
            return;
        }
        checkFits(header, end);
        if (vr == Vr.SQ) {
            long until = in.position() + header.length();
            into.put(Element.sequence(header.tag(), readItems(header, Optional.of(encoding), until)));
            return;
        }
        byte[] value = readValue(header);
        if (vr == Vr.UN) {
            into.put(reveal(header.tag(), value, into));
            return;
        }
        if (encoding.isBigEndian()) {
            Encoding.swap(value, swapUnit(header.tag(), vr, into));
        }
        into.put(Element.of(header.tag(), vr, value));
    }

    private void readUndefined(ElementHeader header, Vr vr, Encoding encoding, long end, DataSet into)
            throws IOException {
        boolean bytes = vr == Vr.OB || vr == Vr.OW;
        if (bytes && (encoding.isExplicit() || header.tag() == Tag.PixelData)) {
            into.put(Element.encapsulated(header.tag(), Vr.OB, readFragments(header.tag(), encoding, end)));
        } else if (vr == Vr.SQ || vr == Vr.UN) {
            boolean hidden = header.vr().equals(Optional.of(Vr.UN));
            Optional<Encoding> inner = hidden ? Optional.empty() : Optional.of(encoding);
            into.put(Element.sequence(header.tag(), readItems(header, inner, end)));
        } else {
            throw malformed(header.tag(), "has VR " + vr + " and no length");
        }
    }

    /**
     * Reads items up to the end, or to the delimiter if the sequence has no length.
     *
     * @param known how the items are encoded; empty in a sequence hidden as UN, where each item shows it
     */
    private List<DataSet> readItems(ElementHeader sequence, Optional<Encoding> known, long end) throws IOException {
        if (around.size() > options.maxDepth()) {
            throw new DicomException(
                    Kind.LIMIT,
                    Tag.describe(sequence.tag()) + " nests deeper than the " + options.maxDepth()
                            + " levels that are allowed");
        }
        List<DataSet> items = new ArrayList<>();
        while (sequence.isUndefined() || in.position() < end) {
            ElementHeader item = ElementHeader.read(in, known.orElse(Encoding.IMPLICIT_LITTLE));
            countOne();
            if (item.tag() == Tag.SequenceDelimitationItem && sequence.isUndefined()) {
                return items;
            }
            if (item.tag() != Tag.Item) {
                throw malformed(sequence.tag(), "holds " + Tag.format(item.tag()) + " where an item must begin");
            }
            if (!item.isUndefined()) {
                checkFits(item, end);
            }
            Encoding encoding = known.isPresent() ? known.get() : hiddenEncoding();
            items.add(readItem(item, encoding, item.isUndefined() ? end : in.position() + item.length()));
        }
        return items;
    }

    /**
     * Returns the encoding of an item in a sequence that is hidden as UN: implicit VR little endian whatever is around it
     * (PS3.5, 6.2.2), but explicit where its first element has a VR, as some writers do it.
     */
    private Encoding hiddenEncoding() throws IOException {
        boolean explicit = in.has(HEADER_BYTES)
                && in.ahead16(false, 0) != 0xfffe
                && Vr.of((char) in.ahead(4), (char) in.ahead(5)).isPresent();
        return explicit ? Encoding.EXPLICIT_LITTLE : Encoding.IMPLICIT_LITTLE;
    }

    private DataSet readItem(ElementHeader item, Encoding encoding, long end) throws IOException {
        DataSet dataSet = new DataSet();
        around.push(dataSet);
        while (item.isUndefined() || in.position() < end) {
            ElementHeader header = ElementHeader.read(in, encoding);
            if (header.tag() == Tag.ItemDelimitationItem && item.isUndefined()) {
                break;
            }
            if (header.isDelimiter()) {
                throw malformed(header.tag(), "stands inside an item");
            }
            readElement(header, encoding, end, dataSet);
        }
        around.pop();
        return dataSet;
    }

    /** Passes over pixel data with the same checks as when it is read. */
    private void passOver(Encoding encoding, DataSet into) throws IOException {
        ElementHeader header = ElementHeader.read(in, encoding);
        countOne();
        Vr vr = header.vr().orElseGet(() -> implicitVr(header.tag(), into));
        long start = in.position();
        int fragments = 0;
        if (header.isUndefined()) {
            boolean bytes = vr == Vr.OB || vr == Vr.OW;
            if (!bytes || !(encoding.isExplicit() || header.tag() == Tag.PixelData)) {
                throw malformed(header.tag(), "has VR " + vr + " and no length");
            }
            long tableEnd = start;
            for (long length = fragment(header.tag(), encoding, in.end()); length >= 0; fragments++) {
                pass(new ElementHeader(header.tag(), Optional.empty(), length));
                tableEnd = fragments == 0 ? in.position() : tableEnd;
                length = in.atEnd() ? -1 : fragment(header.tag(), encoding, in.end());
            }
            if (fragments == 0) {
                throw malformed(header.tag(), "has no fragments");
            }
            place = new PixelDataPlace(start, tableEnd, in.position() - tableEnd, fragments - 1);
        } else {
            checkFits(header, in.end());
            passedStart = in.peek((int) Math.min(4, header.length()));
            pass(header);
            place = new PixelDataPlace(start, start, header.length(), -1);
        }
        into.put(Element.of(header.tag(), header.isUndefined() ? Vr.OB : vr == Vr.SQ ? Vr.UN : vr, new byte[0]));
    }

    private void pass(ElementHeader header) throws IOException {
        try {
            in.skip(header.length());
        } catch (EOFException e) {
            throw truncated(header, -1);
        }
    }

    /** Reads the fragments of pixel data; a missing delimiter at the very end of the file is forgiven. */
    private List<byte[]> readFragments(int tag, Encoding encoding, long end) throws IOException {
        List<byte[]> fragments = new ArrayList<>();
        while (fragments.isEmpty() || !in.atEnd()) {
            long length = fragment(tag, encoding, end);
            if (length < 0) {
                break;
            }
            fragments.add(readValue(new ElementHeader(tag, Optional.empty(), length)));
        }
        if (fragments.isEmpty()) {
            throw malformed(tag, "has no fragments");
        }
        return fragments;
    }

    /** Reads the head of a fragment and returns its length, -1 if it is the delimiter instead. */
    private long fragment(int tag, Encoding encoding, long end) throws IOException {
        ElementHeader item = ElementHeader.read(in, encoding);
        countOne();
        if (item.tag() == Tag.SequenceDelimitationItem) {
            return -1;
        }
        if (item.tag() != Tag.Item || item.isUndefined()) {
            throw malformed(tag, "holds something else than a fragment at byte " + (in.position() - HEADER_BYTES));
        }
        checkFits(new ElementHeader(tag, Optional.empty(), item.length()), end);
        return item.length();
    }

    private byte[] readValue(ElementHeader header) throws IOException {
        try {
            return in.value(header.length());
        } catch (EOFException e) {
            throw truncated(header, -1);
        }
    }

    private void checkFits(ElementHeader header, long end) {
        long left = end - in.position();
        if (header.length() <= left) {
            return;
        }
        if (end == in.end()) {
            throw truncated(header, left);
        }
        throw malformed(
                header.tag(), "is " + header.length() + " bytes long, the item around it has " + left + " left");
    }

    /** Returns the element of a UN value: with its true VR if the dictionary knows it and the value fits. */
    private Element reveal(int tag, byte[] value, DataSet into) {
        Vr vr = Tag.isPrivate(tag) ? Vr.UN : implicitVr(tag, into);
        if (vr == Vr.SQ) {
            return revealSequence(tag, value);
        }
        return Element.of(tag, value.length % vr.unitBytes() == 0 ? vr : Vr.UN, value);
    }

    private Element revealSequence(int tag, byte[] value) {
        ByteSource inner = new ByteSource(Input.of(value), value.length, value.length);
        DataSetReader reader = new DataSetReader(inner, options, Pixels.READ);
        reader.around.addAll(around);
        reader.count = count;
        try {
            ElementHeader header = new ElementHeader(tag, Optional.of(Vr.SQ), value.length);
            List<DataSet> items = reader.readItems(header, Optional.empty(), value.length);
            count = reader.count;
            return Element.sequence(tag, items);
        } catch (DicomException | IOException e) {
            // Not a sequence after all: the bytes are kept as they are.
            return Element.of(tag, Vr.UN, value);
        }
    }

    /** Returns the VR the dictionary gives; between US and SS, PixelRepresentation decides. */
    private Vr implicitVr(int tag, DataSet into) {
        Vr vr = Dictionary.vr(tag);
        if (vr == Vr.US && isSigned(into) && allows(tag, Vr.SS)) {
            return Vr.SS;
        }
        return (vr == Vr.OB || vr == Vr.US) && allows(tag, Vr.OW) ? Vr.OW : vr;
    }

    private static boolean allows(int tag, Vr vr) {
        return Dictionary.find(tag).map(entry -> entry.vrs().contains(vr)).orElse(false);
    }

    private boolean isSigned(DataSet into) {
        DataSet owner = into;
        for (DataSet outer : around) {
            owner = owner.contains(Tag.PixelRepresentation) ? owner : outer;
        }
        return owner.element(Tag.PixelRepresentation)
                .filter(e -> e.bytes().length == 2 && e.bytes()[0] == 1)
                .isPresent();
    }

    /** Returns the unit of the byte order: that of the VR, but of the whole pixel for wide pixels in OW. */
    private static int swapUnit(int tag, Vr vr, DataSet into) {
        if (tag != Tag.PixelData || vr != Vr.OW) {
            return vr.unitBytes();
        }
        byte[] bits = into.element(Tag.BitsAllocated).map(Element::bytes).orElse(new byte[0]);
        boolean wide = bits.length == 2 && bits[1] == 0 && (bits[0] == 32 || bits[0] == 64);
        return wide ? bits[0] / 8 : vr.unitBytes();
    }

    private void countOne() {
        if (++count > options.maxElements()) {
            throw new DicomException(
                    Kind.LIMIT, "the file has more than the " + options.maxElements() + " elements that are allowed");
        }
    }

    private static DicomException malformed(int tag, String what) {
        return new DicomException(Kind.MALFORMED, Tag.describe(tag) + " " + what + "; the file is broken");
    }

    private DicomException truncated(ElementHeader header, long left) {
        return new DicomException(
                Kind.TRUNCATED,
                Tag.describe(header.tag()) + " is " + header.length() + " bytes long, "
                        + (left < 0 ? "fewer" : "only " + left)
                        + " are left in the file; it is cut short, get it again");
    }
}
